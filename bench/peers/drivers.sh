#!/usr/bin/env bash
# Holds importance, partial dependence and tuning against R randomForest and e1071 on the bench's synthetic table. Exit code 1 where they differ:
# importance must not order two covariates the other way beyond three times the spread from seed to seed, mean curves must lie within three times that
# spread, and our error at e1071's choice of mtry must be within 2 % of our least.
#   bench/peers/drivers.sh [folder]     keeps the output in the folder as well, e.g. bench/results/epyc-2core
# ROWS (default 1500: R takes minutes), TREES (default 300), SEEDS (default 5).
set -euo pipefail
cd "$(dirname "$0")/../.."
rows=${ROWS:-1500}; trees=${TREES:-300}; seeds=${SEEDS:-5}

if ! command -v Rscript > /dev/null || ! Rscript -e 'library(randomForest); library(e1071)' > /dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then
    apt-get install -y --no-install-recommends r-base-core r-cran-randomforest r-cran-e1071 > /dev/null
  else
    echo "R with randomForest and e1071 is missing: sudo apt-get install r-base-core r-cran-randomforest r-cran-e1071" >&2
    exit 1
  fi
fi

dotnet build bench/SoilBeta.Bench -c Release --nologo -v q -p:RunAnalyzers=false > /dev/null
ours=(dotnet bench/SoilBeta.Bench/bin/Release/net10.0/SoilBeta.Bench.dll)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
"${ours[@]}" synthetic-table "$work/table.csv" "$rows"
for seed in $(seq "$seeds"); do
  "${ours[@]}" explain "$work/table.csv" "$work/ours-$seed" "$trees" 3 "$seed"
done
"${ours[@]}" explain "$work/table.csv" "$work/tuned" "$trees" 3 1 tune
if [ $# -gt 0 ]; then mkdir -p "$1"; fi
Rscript bench/peers/drivers.R "$work/table.csv" "$work" "$seeds" "$trees" "$work/table.csv" | tee ${1:+"$1/drivers.txt"}
