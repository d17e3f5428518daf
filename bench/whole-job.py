"""The tables of whole-job.sh: stages of the maps from their manifests, and the processor's time by kind of code from perf's report."""
import glob
import json
import re
import statistics
import sys

WORK = sys.argv[1]
# What a function belongs to, the first that fits: kind, pattern of symbol and library.
KINDS = [
    ("the forest: groups of lanes, masks, leaves", r"Devices\.Cpu\.(MaskDescent|GroupDescent|LaneGroup|LeafPlanes|LeafSums|PrunedForest|SharedDraws|ForestLevels|CellClusters|CodedForest|TreeOuterWalk|LoadedForests|CpuWorker|[A-Za-z]*Descent|[A-Za-z]*Forest)"),
    ("draws: normals, perturbed covariates and their codes", r"Devices\.Cpu\.(CellDraws|ThresholdCodes|RealisationOrder)|Philox|CommonDraws|NormalQuantile|DrawPlan"),
    ("layers, quantiles, sums, totals of the realisations", r"Devices\.Cpu\.|OrderSelection|LayerDensities|Devices\.Summaries|Studies\.Totals"),
    ("prediction bounds", r"Quantile(Forest|Point|Node)|CalibratedQuantiles|ForestBags"),
    ("area of applicability", r"DissimilarityIndex"),
    ("loading forests", r"SoilBeta\.Forests"),
    ("cells to maps, journal, totals", r"SoilBeta\.Studies|SoilBeta\.Soil|SoilBeta\.Numerics|SoilBeta\.Cli|libSystem\.Security|libcrypto|Sha256|SHA256"),
    ("rasters: reading, warping, compressing", r"SoilBeta\.Rasters|libgdal|libtiff|libz\.|libdeflate|libproj|libgeos|liblerc|libzstd"),
    (".NET runtime, its compiler, the system", r""),
]


def stages():
    steps = [json.load(open(path, encoding="utf-8"))["steps"] for path in sorted(glob.glob(f"{WORK}/manifest-*.json"))]
    whole = [step["map"]["seconds"] for step in steps]
    names = sorted(set().union(*(step["map"]["stages"] for step in steps)))
    print(f"\nthe map: {statistics.median(whole):.1f} s (lowest {min(whole):.1f}, highest {max(whole):.1f}); warping the rasters before it: {statistics.median(step['stack']['seconds'] for step in steps):.1f} s")
    print(f"{'stage':16}{'s':>9}{'of the map':>12}      seconds in which at least one thread was at it; stages overlap, `prediction` is part of `write`")
    for name in names:
        seconds = statistics.median(step["map"]["stages"].get(name, 0) for step in steps)
        print(f"{name:16}{seconds:9.2f}{100 * seconds / statistics.median(whole):11.1f} %")
    alone = statistics.median(step["map"]["seconds"] - step["map"]["stages"].get("device", 0) for step in steps)
    print(f"{'nothing on the device':21}{alone:4.2f}{100 * alone / statistics.median(whole):11.1f} %")


def processor():
    shares, functions = dict.fromkeys((kind for kind, _ in KINDS), 0.0), []
    try:
        lines = open(f"{WORK}/perf.txt", encoding="utf-8", errors="replace").readlines()
    except FileNotFoundError:
        print("\nno perf here: the processor's time is not told apart")
        return
    for text in lines:
        found = re.match(r"\s*([\d.]+)%\s+(.*)", text)
        if found:
            share, symbol = float(found[1]), found[2]
            kind = next(kind for kind, pattern in KINDS if re.search(pattern, symbol))
            shares[kind] += share
            functions.append((share, kind, symbol))
    total = sum(shares.values())
    print("\nprocessor time of one more map, all threads (perf)")
    for kind, share in shares.items():
        print(f"{kind:58}{100 * share / total:6.1f} %")
    forest = shares[KINDS[0][0]]
    print(f"{'not the forest':58}{100 * (1 - forest / total):6.1f} %")


stages()
processor()
