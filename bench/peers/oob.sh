#!/usr/bin/env bash
# Trains our forest, R randomForest and R ranger on the same synthetic table (6,000 x 9, 500 trees, mtry 3, node size 5) and prints the
# out-of-bag R2 of all three, and the seconds of training, interleaved, as medians with ratios. Exit code 1 when an R2 differs by more than 0.004.
#   bench/peers/oob.sh [folder]     keeps the output in the folder as well, e.g. bench/results/epyc-2core
# THREADS (default: all), REPEATS (default 5), RANDOMFOREST_REPEATS (default 1: it has one thread and takes some 20 s), ROWS, SEED, SOILBETA (command).
set -euo pipefail
cd "$(dirname "$0")/../.."
threads=${THREADS:-$(nproc)}; repeats=${REPEATS:-5}; slow=${RANDOMFOREST_REPEATS:-1}; rows=${ROWS:-6000}; seed=${SEED:-1}
soilbeta=${SOILBETA:-./run.sh}

if ! command -v Rscript > /dev/null || ! Rscript -e 'library(ranger); library(randomForest)' > /dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then
    apt-get install -y --no-install-recommends r-base-core r-cran-ranger r-cran-randomforest > /dev/null
  else
    echo "R with ranger and randomForest is missing: sudo apt-get install r-base-core r-cran-ranger r-cran-randomforest" >&2
    exit 1
  fi
fi

dotnet build bench/SoilBeta.Bench -c Release --nologo -v q -p:RunAnalyzers=false > /dev/null
bench=(dotnet bench/SoilBeta.Bench/bin/Release/net10.0/SoilBeta.Bench.dll)
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
"${bench[@]}" synthetic-table "$work/table.csv" "$rows" "$seed"
results="$work/results.csv"; echo "program,repeat,r2,seconds" > "$results"
for repeat in $(seq "$repeats"); do
  $soilbeta fit --table "$work/table.csv" --target beta --trees 500 --mtry 3 --min-node-size 5 --seed "$repeat" --threads "$threads" --output "$work/ours.forest" > /dev/null
  Rscript bench/peers/oob.R json "$work/ours.json" "$repeat" >> "$results"
  Rscript bench/peers/oob.R ranger "$work/table.csv" "$repeat" "$threads" >> "$results"
  if [ "$repeat" -le "$slow" ]; then Rscript bench/peers/oob.R randomForest "$work/table.csv" "$repeat" "$threads" >> "$results"; fi
done

report() {
  echo "$rows rows x 9 features, 500 trees, mtry 3, node size 5, $threads threads (randomForest: 1); medians, cold processes; load average $(cut -d' ' -f1-3 /proc/loadavg)"
  echo "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores; $(Rscript -e 'cat(R.version.string, "ranger", as.character(packageVersion("ranger")), "randomForest", as.character(packageVersion("randomForest")))')"
  Rscript bench/peers/oob.R report "$results"
}
if [ $# -gt 0 ]; then mkdir -p "$1"; report | tee "$1/oob.txt"; else report; fi
