#!/usr/bin/env bash
# How much faster is the paper's Monte Carlo here than with what people use today? R randomForest, R ranger and NumPy + scikit-learn do what
# `soilbeta map` does for a cell: 1,000 common draws, 500 trees, mean and quantiles of beta and of the carbon of 20-100 cm. Same training table
# (6,000 x 9), cells and draws; each program's own forests (seeds 1 and 2: mtry 3, node size 5); the programs take turns. Two things are timed: training,
# and the Monte Carlo (perturbing, predicting, summaries; ours: loading the forest on the device too); not reading or starting. The peers do every 21st of
# our 4,096 cells, 98 M tree evaluations; ours does all, and the peers' cells alone as well. Exit code 1 where the outputs differ by more than twice
# what two seeds differ by.
#   bench/peers/montecarlo.sh [folder]     keeps the output in the folder as well, e.g. bench/results/epyc-2core; some 8 minutes on two idle cores
# REPEATS (default 5), THREADS (default: all; randomForest has one), CELLS (4096), STEP (21), DRAWS (1000).
set -euo pipefail
cd "$(dirname "$0")/../.."
repeats=${REPEATS:-5}; threads=${THREADS:-$(nproc)}; cells=${CELLS:-4096}; step=${STEP:-21}; draws=${DRAWS:-1000}
python=/usr/bin/python3   # the system's, for which apt has scikit-learn

missing=()
Rscript -e 'library(ranger); library(randomForest)' > /dev/null 2>&1 || missing+=(r-base-core r-cran-ranger r-cran-randomforest)
$python -c 'import sklearn' > /dev/null 2>&1 || missing+=(python3-sklearn)
if [ ${#missing[@]} -gt 0 ]; then
  [ "$(id -u)" = 0 ] || { echo "missing: sudo apt-get install ${missing[*]}" >&2; exit 1; }
  apt-get install -y --no-install-recommends "${missing[@]}" > /dev/null
fi
dotnet build bench/SoilBeta.Bench -c Release --nologo -v q -p:RunAnalyzers=false > /dev/null
ours=(dotnet bench/SoilBeta.Bench/bin/Release/net10.0/SoilBeta.Bench.dll montecarlo)

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
"${ours[@]}" write "$work" "$cells" "$step" "$draws"
results="$work/results.csv"; echo "program,repeat,evaluations,seconds" > "$results"
training="$work/training.csv"; echo "program,repeat,seconds" > "$training"
for repeat in $(seq "$repeats"); do
  seed=$((2 - repeat % 2))
  "${ours[@]}" train "$work" "$seed" "$threads" "$repeat" >> "$training"
  $python bench/peers/montecarlo.py train "$work" "$seed" "$threads" "$repeat" >> "$training"
  Rscript bench/peers/montecarlo.R train ranger "$work" "$seed" "$threads" "$repeat" >> "$training"
  # randomForest has one thread and takes some 20 s: once for each seed.
  if [ "$repeat" -le 2 ]; then Rscript bench/peers/montecarlo.R train randomForest "$work" "$seed" "$threads" "$repeat" >> "$training"; fi
  "${ours[@]}" run "$work" "$seed" "$threads" "$draws" all "$repeat" >> "$results"
  $python bench/peers/montecarlo.py run "$work" "$seed" "$threads" "$draws" "$repeat" >> "$results"
  "${ours[@]}" run "$work" "$seed" "$threads" "$draws" peers "$repeat" >> "$results"
  for program in ranger randomForest; do Rscript bench/peers/montecarlo.R run "$program" "$work" "$seed" "$threads" "$draws" "$repeat" >> "$results"; done
done

report() {
  echo "Monte Carlo of $cells cells (peers: one in ${step}) x $draws common draws x 500 trees of some 2,000 leaves, to means and quantiles; $threads threads (randomForest: 1); programs in turn; load average $(cut -d' ' -f1-3 /proc/loadavg)"
  echo "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores; $(Rscript -e 'cat(R.version.string, "ranger", as.character(packageVersion("ranger")), "randomForest", as.character(packageVersion("randomForest")))'), $($python -c 'import sklearn, numpy; print("scikit-learn", sklearn.__version__, "NumPy", numpy.__version__)')"
  Rscript bench/peers/montecarlo.R report "$work"
}
if [ $# -gt 0 ]; then mkdir -p "$1"; report | tee "$1/montecarlo.txt"; else report; fi
