#!/usr/bin/env bash
# Trains our forest of five outputs and scikit-learn's RandomForestRegressor (outputs divided by their standard deviation) on the same synthetic
# table of layers (6,000 x 9, 500 trees, mtry 3, node size 5) and prints the out-of-bag R2 of each layer. Exit code 1 when one differs by more than 0.01.
#   bench/peers/outputs.sh [folder]     keeps the output in the folder as well, e.g. bench/results/epyc-2core
# SEEDS (default 2), PYTHON (default python3, with numpy and scikit-learn).
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
dotnet build bench/SoilBeta.Bench -c Release --nologo -v q -p:RunAnalyzers=false > /dev/null
dotnet bench/SoilBeta.Bench/bin/Release/net10.0/SoilBeta.Bench.dll layers-table "$work" "${SEEDS:-2}"
report() { "${PYTHON:-python3}" bench/peers/outputs.py "$work"; }
if [ $# -gt 0 ]; then mkdir -p "$1"; report | tee "$1/outputs.txt"; else report; fi
