#!/usr/bin/env bash
# Question: does a study survive kills, a full disk, too little memory, hostile files and a Slurm that requeues it?
#
#   bench/soak/soak.sh [FOLDER]          kills, disk, memory, Slurm (where it is installed), fuzzing; FOLDER keeps the table, e.g. bench/results/epyc-2core
#   KILLS=200 SIZES=12 INPUTS=10000      how many kills, sizes of disk and memory, changed inputs a reader (0: no fuzzing)
#
# The same tests run with every change, with 10 kills, one size and 500 inputs (tests/SoilBeta.Tests/Soak and /Fuzz); every number of the
# soak is seeded, so that what fails here can be made again. The full disk is a tmpfs: that part needs root. Some 50 minutes on two cores.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
dotnet build tests/SoilBeta.Tests -c Release --nologo -v quiet
table=$(mktemp); trap 'rm -f "$table"' EXIT
[ -n "$(command -v slurmctld || ls /usr/sbin/slurmctld 2>/dev/null)" ] && slurm=1 || slurm=
export SOILBETA_SOAK_RESULTS=$table SOILBETA_SOAK_KILLS=${KILLS:-200} SOILBETA_SOAK_SIZES=${SIZES:-12} SOILBETA_FUZZ_INPUTS=${INPUTS:-10000}

part() { dotnet test tests/SoilBeta.Tests -c Release --no-build --nologo -v quiet --filter "$1" >&2; }
status=0
{
  echo "| what | how often | where it ended | what was found | time |"; echo "|---|---|---|---|---|"
} > "$table"
for what in KillTests ScarcityTests; do part "FullyQualifiedName~$what" || status=1; done
if [ -n "$slurm" ]; then
  if identical=$(bench/soak/slurm.sh --soilbeta "dotnet $PWD/tests/SoilBeta.Tests/bin/Release/net10.0/soilbeta.dll" | tee /dev/stderr | tail -1); then
    echo "| Slurm | 4 shards, one requeued, one killed | tiles 2 | ${identical##* s  } | |" >> "$table"
  else
    status=1
  fi
fi
[ "$SOILBETA_FUZZ_INPUTS" = 0 ] || {
  echo; echo "| reader | inputs | read | refused | failures | slowest | most allocated |"; echo "|---|---|---|---|---|---|---|"
} >> "$table"
[ "$SOILBETA_FUZZ_INPUTS" = 0 ] || part 'FullyQualifiedName~Fuzz' || status=1

report() {
  echo "bench/soak/soak.sh, $(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores, $(date -u +%F); load average $(cut -d' ' -f1-3 /proc/loadavg)"
  echo; cat "$table"
}
if [ $# -gt 0 ]; then mkdir -p "$1"; report | tee "$1/soak.txt"; else report; fi
exit $status
