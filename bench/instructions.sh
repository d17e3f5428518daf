#!/usr/bin/env bash
# What bounds the CPU device? Instructions, cache misses and mispredicted branches a tree evaluation, counted by valgrind's cachegrind, which also works
# in virtual machines that hide the processor's counters. It simulates the AVX2 path (it knows no AVX-512), one thread, this machine's cache sizes and a
# simple predictor of branches. What a job costs is the difference between runs of few and of more repeats, and all is
# compiled for speed at its first call, so starting and compiling do not count.
#   bench/instructions.sh [folder]     keeps the output in the folder as well; some five minutes. Needs valgrind (apt).
# CELLS (32), FEW (1), MORE (4).
set -euo pipefail
cd "$(dirname "$0")/.."
cells=${CELLS:-32}; few=${FEW:-1}; more=${MORE:-4}
command -v valgrind > /dev/null || { echo "valgrind is missing: sudo apt-get install valgrind" >&2; exit 1; }
[ -n "${SOILBETA_BENCH:-}" ] || dotnet build bench/SoilBeta.Bench -c Release --nologo -v q -p:RunAnalyzers=false > /dev/null
program=${SOILBETA_BENCH:-bench/SoilBeta.Bench/bin/Release/net10.0/SoilBeta.Bench.dll}
host=$(readlink -f "$(type -aP dotnet | tail -1)")   # the program itself, where `dotnet` is a script
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
"$host" "$program" one-job "$work/bench.forest" 1 alike 1 > /dev/null

count() { # alike|unlike, repeats -> instructions, D1 misses, last-level misses, branches, mispredicted
  DOTNET_TieredCompilation=0 valgrind --tool=cachegrind --branch-sim=yes --smc-check=all --cachegrind-out-file=/dev/null \
    "$host" "$program" one-job "$work/bench.forest" "$cells" "$1" "$2" > "$work/evaluations" 2> "$work/counts"
  awk '{ gsub(",", "") } /I +refs/ { i = $4 } /D1 +misses/ { d = $4 } /LLd misses/ { l = $4 } /Branches:/ { b = $3 } /Mispredicts:/ { m = $3 } END { printf "%.0f %.0f %.0f %.0f %.0f ", i, d, l, b, m }' "$work/counts"
  cat "$work/evaluations"
}
report() {
  echo "cachegrind of the AVX2 path, one thread: $cells cells x 1000 common draws x 500 trees of some 2,000 leaves, draws to summaries; a tree evaluation each"
  printf '%-10s %14s %10s %18s %10s %14s\n' cells instructions "D1 misses" "last-level misses" branches mispredicted
  for kind in alike unlike; do
    { count "$kind" "$few"; count "$kind" "$more"; } | awk -v kind="$kind" '
      NR == 1 { for (k = 1; k <= 6; k++) a[k] = $k } NR == 2 { n = $6 - a[6]; printf "%-10s %14.2f %10.3f %18.4f %10.3f %14.4f\n", kind, ($1 - a[1]) / n, ($2 - a[2]) / n, ($3 - a[3]) / n, ($4 - a[4]) / n, ($5 - a[5]) / n }'
  done
}
if [ $# -gt 0 ]; then mkdir -p "$1"; report | tee "$1/instructions.txt"; else report; fi
