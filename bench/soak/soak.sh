#!/usr/bin/env bash
# Question: does a study survive kills, a full disk, too little memory and hostile files?
#
#   bench/soak/soak.sh [FOLDER]          kills, disk, memory, fuzzing; FOLDER keeps the table, e.g. bench/results/epyc-2core
#   KILLS=200 SIZES=12 INPUTS=10000      how many kills, sizes of disk and memory, changed inputs a reader
#
# The same tests run with every change, with 10 kills, one size and 500 inputs (tests/SoilBeta.Tests/Soak and /Fuzz); every number of the
# soak is seeded, so that what fails here can be made again. The full disk is a tmpfs: that part needs root. Some 50 minutes on two cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dotnet build tests/SoilBeta.Tests -c Release --nologo -v quiet
table=$(mktemp); trap 'rm -f "$table"' EXIT
export SOILBETA_SOAK_RESULTS=$table SOILBETA_SOAK_KILLS=${KILLS:-200} SOILBETA_SOAK_SIZES=${SIZES:-12} SOILBETA_FUZZ_INPUTS=${INPUTS:-10000}

part() { dotnet test tests/SoilBeta.Tests -c Release --no-build --nologo -v quiet --filter "$1" >&2; }
status=0
{
  echo "| what | how often | where it ended | what was found | time |"; echo "|---|---|---|---|---|"
} > "$table"
for what in KillTests ScarcityTests; do part "FullyQualifiedName~$what" || status=1; done
{
  echo; echo "| reader | inputs | read | refused | failures | slowest | most allocated |"; echo "|---|---|---|---|---|---|---|"
} >> "$table"
part 'FullyQualifiedName~Fuzz' || status=1

report() {
  echo "bench/soak/soak.sh, $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores, $(date -u +%F); load average $(cut -d' ' -f1-3 /proc/loadavg)"
  echo; cat "$table"
}
if [ $# -gt 0 ]; then mkdir -p "$1"; report | tee "$1/soak.txt"; else report; fi
exit $status
