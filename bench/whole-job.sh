#!/usr/bin/env bash
# How much of a whole job's time is not the forest? Runs the map of a study (the sample's, with 500 trees as in the paper) from its files to finished
# maps, several times, and prints what the time went to; forests and profiles are made first and do not count. Where `perf` is there, one more map runs
# under it and the processor's time is told apart by what the code belongs to.
#   bench/whole-job.sh [folder]     keeps the output in the folder as well, e.g. bench/results/epyc-2core; some 4 minutes on two idle cores
# STUDY (data-samples/study.yml), TREES (500; empty for the study's own), REPEATS (3), DEVICE (cpu), WORK (a folder that is kept), SOILBETA (command).
set -euo pipefail
cd "$(dirname "$0")/.."
study=${STUDY:-data-samples/study.yml}; trees=${TREES-500}; repeats=${REPEATS:-3}; device=${DEVICE:-cpu}; soilbeta=${SOILBETA:-./run.sh}
if [ -n "${WORK:-}" ]; then work=$WORK; mkdir -p "$work"; else work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; fi

# A study beside links to the sample's files, so that its paths still lead to them.
ln -sfn "$(cd "$(dirname "$study")" && pwd)"/* "$work/"
rm -f "$work/study.yml"
sed -e "s/^  trees: .*/  trees: ${trees:-&}/" -e "s/trees:   trees:/trees:/" "$study" > "$work/study.yml"
if [ ! -e "$work/out/validation.json" ]; then
  $soilbeta profiles "$work/study.yml" --output "$work/out" --quiet > /dev/null
  $soilbeta train "$work/study.yml" --output "$work/out" --quiet > /dev/null
fi

for repeat in $(seq "$repeats"); do
  rm -f "$work"/out/work/stack* "$work"/out/stack*
  $soilbeta map "$work/study.yml" --device "$device" --output "$work/out" --quiet > /dev/null
  cp "$work/out/manifest.json" "$work/manifest-$repeat.json"
done
if command -v perf > /dev/null; then
  # Without double mapping the runtime's own list of methods names the addresses that perf sees.
  DOTNET_PerfMapEnabled=1 DOTNET_EnableWriteXorExecute=0 perf record -q -F 499 -o "$work/perf.data" $soilbeta map "$work/study.yml" --device "$device" --output "$work/out" --quiet > /dev/null 2>&1 &&
    perf report -i "$work/perf.data" --no-children --sort symbol,dso --stdio 2> /dev/null > "$work/perf.txt" || rm -f "$work/perf.txt"
fi
report() {
  echo "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores; bench/whole-job.sh, $repeats maps; load average $(cut -d' ' -f1-3 /proc/loadavg)"
  python3 bench/whole-job.py "$work"
}
if [ $# -gt 0 ]; then mkdir -p "$1"; report | tee "$1/whole-job.txt"; else report; fi
