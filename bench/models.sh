#!/usr/bin/env bash
# Scores the models of carbon on held-out profiles of the sample: R2 of 20-100 cm in blocks of 1, 2 and 5 degrees, mean of 3 deals into 10 folds, and the optimism of choosing a model (nested folds).
# Exit code 1 when the direct forest is not .12, .08, .05 above the forest of beta times the topsoil map, or when its bias exceeds 2 Mg C ha-1 in blocks of 1 degree.
#   bench/models.sh [folder]     keeps the output in the folder as well, e.g. bench/results/xeon-2core
# STUDY (default: the sample's), TREES (default 200), SOILBETA (command).
set -euo pipefail
cd "$(dirname "$0")/.."
study=${STUDY:-data-samples/study.yml}; soilbeta=${SOILBETA:-./run.sh}
dotnet build bench/SoilBeta.Bench -c Release --nologo -v q -p:RunAnalyzers=false > /dev/null
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
$soilbeta profiles "$study" --output "$work/out" > /dev/null

report() {
  echo "bench/models.sh, $(basename "$study"); $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores"
  dotnet bench/SoilBeta.Bench/bin/Release/net10.0/SoilBeta.Bench.dll models "$study" "$work/out" "${TREES:-200}"
}
if [ $# -gt 0 ]; then mkdir -p "$1"; report | tee "$1/models.txt"; else report; fi
