#!/usr/bin/env bash
# How does the CPU device's time grow with cells, draws, trees, leaves, refits and threads, and is any mode slower than the plain tree-outer loop?
# Exit code 1 where one is, or where the integers of the two differ.
#   bench/cost-growth.sh [folder]     keeps the output in the folder as well, e.g. bench/results/epyc-2core; under 5 minutes on two idle cores
# QUICK=1 leaves out large forests and most refits.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/SoilBeta.Bench -c Release --nologo -v q -p:RunAnalyzers=false > /dev/null
run() { echo "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores; bench/cost-growth.sh"; dotnet bench/SoilBeta.Bench/bin/Release/net10.0/SoilBeta.Bench.dll cost-growth ${QUICK:+--quick}; }
if [ $# -gt 0 ]; then mkdir -p "$1"; run | tee "$1/cost.txt"; else run; fi
