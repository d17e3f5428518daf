#!/usr/bin/env bash
# Do clients/soilbeta.py and clients/soilbeta.R run a study and read its results, with the R and Python of apt?
#   bench/clients.sh [FOLDER]    FOLDER: where the results of data-samples/study.yml are or will be (default: a temporary one)
# Needs python3-pandas, python3-rasterio, r-cran-terra.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
results=${1:-$work/results}
export SOILBETA=${SOILBETA:-$root/run.sh}
cd "$root"
printf 'id,lon,lat\na,-58.5,-34.5\nb,-60.25,-36\n' >"$work/places.csv"

PYTHONPATH=$root/clients /usr/bin/python3 - "$results" "$work" <<'PY'
import sys
import soilbeta
results = soilbeta.run("data-samples/study.yml", sys.argv[1], device="cpu")
totals = results.totals()
row = totals[(totals.ecosystem == "ALL") & (totals.layer == "20-100") & (totals.interval == "common")].iloc[0]
with results.map("ALL", "20-100_SOCD") as raster:
    mean = raster.read(results.bands("ALL", "20-100_SOCD")["mean"], masked=True).mean()
assert 0 < row.q025_pg < row.mean_pg < row.q975_pg and 0 < mean < 2000 and len(results.profiles()) > 1000
assert results.validation()["ecosystems"][0]["code"] == "CL"
places = soilbeta.predict("data-samples/study.yml", f"{sys.argv[2]}/places.csv", folder=sys.argv[1], device="cpu")
assert {"a", "b"} == set(places["id"]), places
try:
    soilbeta.run("nosuch.yml", sys.argv[1])
    raise AssertionError("a missing study was accepted")
except soilbeta.SoilBetaError as error:
    assert error.code == 1 and "nosuch.yml" in str(error)
print(f"python ok: {row.mean_pg:.3f} Pg in 20-100 cm, mean of the map {mean:.2f} Mg C ha-1")
PY

Rscript --vanilla - "$results" "$work" <<'R'
source("clients/soilbeta.R")
results <- commandArgs(trailingOnly = TRUE)[1]
soilbeta_run("data-samples/study.yml", results, device = "cpu")
totals <- soilbeta_totals(results)
row <- subset(totals, ecosystem == "ALL" & layer == "20-100" & interval == "common")[1, ]
mean <- terra::global(soilbeta_map(results, "ALL", "20-100_SOCD")[["mean"]], "mean", na.rm = TRUE)[1, 1]
stopifnot(row$q025_pg < row$mean_pg, row$mean_pg < row$q975_pg, mean > 0, nrow(soilbeta_profiles(results)) > 1000)
places <- soilbeta_predict("data-samples/study.yml", file.path(commandArgs(trailingOnly = TRUE)[2], "places.csv"), folder = results, device = "cpu")
stopifnot(setequal(places$id, c("a", "b")))
failed <- tryCatch({ soilbeta_run("nosuch.yml", results); FALSE }, error = function(e) grepl("nosuch.yml", conditionMessage(e)))
stopifnot(failed)
cat(sprintf("R ok: %.3f Pg in 20-100 cm, mean of the map %.2f Mg C ha-1\n", row$mean_pg, mean))
R
