#!/usr/bin/env python3
"""Tables of docs/developers/globe-run.md, from the outputs of the globe's study and the rasters it was made from.

    bench/globe/tables.py FOLDER      FOLDER as bench/globe/make.sh made it, with the results in FOLDER/out

Prints Markdown: totals with their intervals, the same densities on the paper's areas beside the paper's figures, and the carbon that the
topsoil's own source has in 20-100 cm on the same cells: its stock of 0-100 cm less the topsoil of 0-20 cm.
Needs python3-rasterio and NumPy.
"""
import csv
import json
import sys

import numpy
import rasterio

FOLDER = sys.argv[1]
OUT = f"{FOLDER}/out"
ECOSYSTEMS = {"CL": "cropland", "GL": "grassland", "FL": "forest"}
# Wang et al. 2025: areas, million km2, and densities of 20-100 cm, Mg C ha-1. Their products are its stocks, 803 Pg together; its 0-20 cm has 615 Pg.
PAPER_AREA = {"CL": 12.0, "GL": 25.9, "FL": 56.4}
PAPER_DENSITY = {"CL": 62, "GL": 70, "FL": 97}
PAPER_TOPSOIL = 615


def totals():
    """Rows of totals.csv for the whole map: (ecosystem, layer, interval) -> numbers."""
    with open(f"{OUT}/totals.csv", newline="", encoding="utf-8") as file:
        return {(row["ecosystem"], row["layer"], row["interval"]): {key: float(row[key]) for key in ("area_mha", "mean_pg", "q025_pg", "q975_pg", "density_mg_ha")}
                for row in csv.DictReader(file) if row["zone"] == "all"}


def cell_hectares(transform, height):
    """Area of a row's cells on the WGS84 ellipsoid, ha, [row]."""
    a, b = 6378137.0, 6356752.314245179
    e = numpy.sqrt(1 - (b / a) ** 2)
    edges = numpy.radians(transform.f + transform.e * numpy.arange(height + 1))
    s = numpy.sin(edges)
    q = b**2 / 2 * (s / (1 - (e * s) ** 2) + numpy.arctanh(e * s) / e)
    return numpy.abs(numpy.diff(q)) * numpy.radians(transform.a) / 1e4


def source_carbon(code):
    """The source's carbon of 20-100 cm on the cells that the map has: area, area with data, Pg, and ours on the cells with data."""
    with rasterio.open(f"{OUT}/maps/{code}_20-100_SOCD.tif") as file:
        ours, transform = file.read(1), file.transform
    with rasterio.open(f"{FOLDER}/rasters/sanderman_socs_0_100cm_5min.tif") as file:
        column, row = ~file.transform * (transform.c, transform.f)
        window = rasterio.windows.Window(round(column), round(row), ours.shape[1], ours.shape[0])
        assert abs(column - round(column)) < 1e-6 and abs(row - round(row)) < 1e-6, "the map is not on the source's cells"
        whole, nodata = file.read(1, window=window).astype(float), file.nodata
    with rasterio.open(f"{FOLDER}/rasters/topsoil_0_20cm_5min.tif") as file:
        top = file.read(1, window=window).astype(float)
    hectares = numpy.broadcast_to(cell_hectares(transform, ours.shape[0])[:, None], ours.shape)
    mapped = ~numpy.isnan(ours)
    known = mapped & (whole != nodata) & (whole >= 0)
    pg = lambda values, cells: float((values[cells] * hectares[cells]).sum() / 1e9)
    below = numpy.maximum(whole - top, 0)  # a cell or two where the source's own rasters disagree
    return hectares[mapped].sum() / 1e6, hectares[known].sum() / 1e6, pg(below, known), pg(ours.astype(float), known)


def main():
    rows = totals()
    mode = next(interval for _, _, interval in rows if interval != "comonotone")
    with open(f"{OUT}/manifest.json", encoding="utf-8") as file:
        steps = json.load(file)["steps"]
    print("| step | s | of which, overlapping, s |\n|---|---|---|")
    for name, step in steps.items():
        print(f"| {name} | {step['seconds']:.0f} | {', '.join(f'{stage} {seconds:.0f}' for stage, seconds in (step.get('stages') or {}).items())} |")

    print("\n| ecosystem | million km² | layer, cm | Mg C ha⁻¹ | Pg C | interval of the realisations | comonotone |\n|---|---|---|---|---|---|---|")
    for code in [*ECOSYSTEMS, "ALL"]:
        for layer in ("0-20", "20-100", "0-100"):
            row, paper_way = rows[code, layer, mode], rows[code, layer, "comonotone"]
            print(f"| {ECOSYSTEMS.get(code, 'all')} | {row['area_mha'] / 100:.1f} | {layer} | {row['density_mg_ha']:.1f} | {row['mean_pg']:.0f} | {row['q025_pg']:.0f}–{row['q975_pg']:.0f} | {paper_way['q025_pg']:.0f}–{paper_way['q975_pg']:.0f} |")

    print("\nThe same densities on the paper's areas:\n\n| ecosystem | million km² | 0–20 cm, Pg C | 20–100 cm, Pg C | interval | the paper's 20–100 cm, Pg C |\n|---|---|---|---|---|---|")
    sums = numpy.zeros(5)
    for code, name in ECOSYSTEMS.items():
        top, below = rows[code, "0-20", mode], rows[code, "20-100", mode]
        factor = PAPER_AREA[code] * 100 / below["area_mha"]
        values = numpy.array([top["mean_pg"] * factor, below["mean_pg"] * factor, below["q025_pg"] * factor, below["q975_pg"] * factor, PAPER_AREA[code] * PAPER_DENSITY[code] / 10])
        sums += values
        print(f"| {name} | {PAPER_AREA[code]} | {values[0]:.0f} | {values[1]:.0f} | {values[2]:.0f}–{values[3]:.0f} | {values[4]:.0f} |")
    print(f"| all | {sum(PAPER_AREA.values()):.1f} | {sums[0]:.0f} (the paper: {PAPER_TOPSOIL}) | {sums[1]:.0f} | {sums[2]:.0f}–{sums[3]:.0f} (bounds added up) | {sums[4]:.0f} |")

    print("\nThe topsoil's own source on the same cells, its 0–100 cm less the 0–20 cm:\n\n| ecosystem | million km² | with data | source, 20–100 cm, Pg C | Mg C ha⁻¹ | here, same cells, Pg C | here / source |\n|---|---|---|---|---|---|---|")
    both = numpy.zeros(4)
    for code, name in ECOSYSTEMS.items():
        found = numpy.array(source_carbon(code))
        both += found
        line(name, found)
    line("all", both)


def line(name, found):
    area, known, source, ours = found
    print(f"| {name} | {area / 100:.1f} | {100 * known / area:.1f} % | {source:.0f} | {1e3 * source / known:.1f} | {ours:.0f} | {ours / source:.2f} |")


if __name__ == "__main__":
    main()
