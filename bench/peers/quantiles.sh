#!/usr/bin/env bash
# Holds our quantile forest against ranger's (quantreg) on the same table: 3,000 x 9 rows, 500 trees, 1,000 places, three seeds each.
# Exit code 1 where ours and ranger's quantiles differ by more than those of two seeds of ranger do (root mean square).
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v Rscript > /dev/null || ! Rscript -e 'library(ranger)' > /dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then apt-get install -y --no-install-recommends r-base-core r-cran-ranger > /dev/null; else echo "R with ranger is missing: sudo apt-get install r-base-core r-cran-ranger" >&2; exit 1; fi
fi
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
dotnet run -c Release bench/peers/quantiles.cs "$work" 3
Rscript bench/peers/quantiles.R "$work" 3
