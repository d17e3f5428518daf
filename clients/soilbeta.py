"""SoilBeta.Gpu from Python: run a study, read its maps, totals and profiles. Copy this file next to your script.

    import soilbeta
    results = soilbeta.run("study.yml", device="cpu", draws=100)
    results.totals()                                   # pandas.DataFrame
    with results.map("ALL", "20-100_SOCD") as raster:  # rasterio dataset; bands: results.bands(...)
        mean = raster.read(1, masked=True)

Needs pandas and rasterio. The program is found as `soilbeta` on the PATH, or by the environment variable SOILBETA:
its path, or that of run.sh in a checkout.
"""

import json
import os
import subprocess
from pathlib import Path


class SoilBetaError(RuntimeError):
    """The program ended with an exit code other than 0; the message is what it wrote."""

    def __init__(self, code, message):
        super().__init__(message.strip() or f"soilbeta ended with exit code {code}")
        self.code = code


def command(verb, *words, **options):
    """Runs a verb and returns what it writes to standard output.

    An option `keep_tiles="1GB"` becomes `--keep-tiles 1GB`; `True` gives an option without a value.
    """
    line = [os.environ.get("SOILBETA", "soilbeta"), verb, *map(str, words)]
    for name, value in options.items():
        if value is None or value is False:
            continue
        line.append("--" + name.replace("_", "-"))
        if value is not True:
            line.append(",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value))
    done = subprocess.run(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SoilBetaError(done.returncode, done.stderr)
    return done.stdout


def run(study, output, **options):
    """Runs every step of a study into the folder `output`, skipping what is current. Options as of `soilbeta run`."""
    command("run", study, output=output, quiet=True, **options)
    return Results(output)


def predict(study, places, **options):
    """Layers with intervals at the places of a table with the columns lon and lat: a pandas.DataFrame.

    `folder` names the study's results; other options as of `soilbeta predict`.
    """
    import io

    import pandas

    return pandas.read_csv(io.StringIO(command("predict", study=study, at=places, **options)))


class Results:
    """The output folder of a study."""

    def __init__(self, folder):
        self.folder = Path(folder)
        if not (self.folder / "totals.csv").exists():
            raise FileNotFoundError(f"{self.folder}: there is no totals.csv; is this the output folder of a finished study?")

    def totals(self):
        """Areas (Mha), stocks (Pg C) and their intervals by ecosystem, layer and zone: a pandas.DataFrame."""
        return self._table("totals.csv")

    def profiles(self):
        """The profiles that were used, with β and layers: a pandas.DataFrame."""
        return self._table("profiles.csv")

    def validation(self):
        """Scores of the models: validation.json as a dictionary."""
        return json.loads((self.folder / "validation.json").read_text(encoding="utf-8"))

    def maps(self):
        """Names of the maps: `ALL_20-100_SOCD`, `CL_beta` …"""
        return sorted(path.stem for path in (self.folder / "maps").glob("*.tif"))

    def map(self, ecosystem, product):
        """A map as an open rasterio dataset; close it, or use `with`."""
        import rasterio

        path = self.folder / "maps" / f"{ecosystem}_{product}.tif"
        if not path.exists():
            raise FileNotFoundError(f"there is no map {path.stem}; there are: {', '.join(self.maps())}")
        return rasterio.open(path)

    def bands(self, ecosystem, product):
        """Band numbers of a map by name: {'mean': 1, 'q2.5': 2, …}."""
        with self.map(ecosystem, product) as raster:
            return {name: number for number, name in zip(raster.indexes, raster.descriptions)}

    def _table(self, name):
        import pandas

        # An ecosystem may be called NA.
        return pandas.read_csv(self.folder / name, keep_default_na=False, na_values=[""])
