#!/usr/bin/env bash
# Holds our quantile forest against ranger's (quantreg) on the same table: 3,000 x 9 rows, 500 trees, 1,000 places, five seeds each.
# Exit code 1 where ours and ranger's quantiles lie farther apart (root mean square, mean over seeds) than the two seeds of ranger that differ most.
# Two samples of one distribution have the same mean distance between and within them, so a rule without room for its scatter would fail half the time.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v Rscript > /dev/null || ! Rscript -e 'library(ranger)' > /dev/null 2>&1; then
  if [ "$(id -u)" = 0 ]; then apt-get install -y --no-install-recommends r-base-core r-cran-ranger > /dev/null; else echo "R with ranger is missing: sudo apt-get install r-base-core r-cran-ranger" >&2; exit 1; fi
fi
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
dotnet run -c Release bench/peers/quantiles.cs "$work" 5
Rscript bench/peers/quantiles.R "$work" 5
