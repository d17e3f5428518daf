#!/usr/bin/env bash
# Question: do shards on a real Slurm, some of them killed and requeued, merge into the bytes of one run?
#
#   bench/soak/slurm.sh [--study STUDY.yml] [--shards N] [--draws N] [--bounds W,S,E,N] [--soilbeta 'COMMAND'] [--work FOLDER]
#
# Starts munge, slurmctld and slurmd of this machine on loopback, without systemd, with files, ports and a key of their own (Debian: slurm-wlm,
# munge), and lets 'soilbeta slurm' write and its submit.sh submit the jobs. One running shard is sent back by 'scontrol requeue', the process of
# another gets 'kill -9'. When the merge has ended, every result is compared with that of one run. Prints what happened; exit code 0: all identical,
# 1: something differs or a job failed, 77: there is no Slurm here. Ends what it started.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
study=$root/data-samples/study.yml shards=4 draws=20000 bounds=-62,-36,-58,-32 soilbeta= work=
while [ $# -gt 0 ]; do
  case $1 in
    --study) study=$2 ;; --shards) shards=$2 ;; --draws) draws=$2 ;; --bounds) bounds=$2 ;; --soilbeta) soilbeta=$2 ;; --work) work=$2 ;;
    *) echo "slurm.sh: unknown option $1" >&2; exit 2 ;;
  esac
  shift 2
done
PATH=$PATH:/usr/sbin:/sbin
for tool in munged mungekey slurmctld slurmd sbatch scontrol squeue sinfo; do
  command -v "$tool" >/dev/null || { echo "slurm.sh: there is no '$tool' here; Debian has it in slurm-wlm and munge"; exit 77; }
done
if [ -z "$soilbeta" ]; then
  "$root/run.sh" help >/dev/null
  soilbeta="dotnet $root/src/SoilBeta.Cli/bin/Release/net10.0/soilbeta.dll"
fi
given=$work
[ -n "$work" ] || work=$(mktemp -d)
mkdir -p "$work"
work=$(cd "$work" && pwd)
place=$work/c # sockets have short paths
mkdir -p "$place/state" "$place/spool"
say() { printf '%6.1f s  %s\n' "$(awk "BEGIN { print $(date +%s.%N) - $began }")" "$*"; }
began=$(date +%s.%N)

# --- The cluster of one machine ------------------------------------------------------------------------------------

daemons=()
stop_cluster() {
  local daemon end=$((SECONDS + 10))
  if [ ${#daemons[@]} = 3 ] && [ -n "$(squeue -h 2>/dev/null)" ]; then scancel --user="$(id -un)" 2>/dev/null || true; sleep 2; fi
  # In the reverse order; what does not end in ten seconds is killed.
  for daemon in $(printf '%s\n' "${daemons[@]}" | tac); do
    kill "$daemon" 2>/dev/null || true
    while kill -0 "$daemon" 2>/dev/null && [ "$SECONDS" -lt "$end" ]; do sleep 0.2; done
    kill -9 "$daemon" 2>/dev/null || true
    wait "$daemon" 2>/dev/null || true
  done
  [ -n "$given" ] || rm -rf "$work"
}
trap stop_cluster EXIT
fail() { say "FAILED: $*"; tail -n 5 "$place"/*.log "$work"/shards/slurm/*.log 2>/dev/null || true; exit 1; }

port=$((20000 + RANDOM % 20000))
user=$(id -un) node=$(hostname -s)
memory=$(awk '/MemTotal/ { print int($2 / 1024) - 200 }' /proc/meminfo)
cat >"$place/slurm.conf" <<CONF
ClusterName=soilbeta
SlurmctldHost=$node(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$place/munge.socket,cred_expire=5
SlurmUser=$user
SlurmdUser=$user
StateSaveLocation=$place/state
SlurmdSpoolDir=$place/spool
SlurmctldPidFile=$place/slurmctld.pid
SlurmdPidFile=$place/slurmd.pid
SlurmctldLogFile=$place/slurmctld.log
SlurmdLogFile=$place/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU_Memory
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,sched_min_interval=0,batch_sched_delay=1
MpiDefault=none
ReturnToService=2
KillWait=5
NodeName=$node NodeAddr=127.0.0.1 CPUs=$(nproc) RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
export SLURM_CONF=$place/slurm.conf
mungekey --create --keyfile "$place/munge.key"
daemon() { # name, command: in the background, a child of this script
  local name=$1
  shift
  "$@" >"$place/$name.out" 2>&1 </dev/null &
  daemons+=($!)
}
daemon munged munged --foreground --force --key-file "$place/munge.key" --socket "$place/munge.socket" --pid-file "$place/munged.pid" --log-file "$place/munged.log" --seed-file "$place/munge.seed"
for _ in $(seq 50); do
  [ -S "$place/munge.socket" ] && break
  sleep 0.1
done
daemon slurmctld slurmctld -D -f "$SLURM_CONF"
daemon slurmd slurmd -D -f "$SLURM_CONF"
for _ in $(seq 100); do
  [ "$(sinfo -h -o %T 2>/dev/null)" = idle ] && break
  sleep 0.2
done
[ "$(sinfo -h -o %T 2>/dev/null)" = idle ] || { echo "slurm.sh: the node does not come up: $(sinfo -h -o '%T %E' 2>&1)"; tail -n 5 "$place"/*.out; exit 77; }
say "$(slurmctld -V), $(nproc) CPUs, one node"

# --- One run, and the same in shards ------------------------------------------------------------------------------

one() { # folder, verb, options
  local folder=$1 verb=$2
  shift 2
  # shellcheck disable=SC2086
  $soilbeta "$verb" "$study" --output "$folder" --quiet "$@" >"$work/$verb.log" 2>&1 || { cat "$work/$verb.log"; fail "$verb"; }
}
one "$work/shards" prepare
cp -r "$work/shards" "$work/one"
one "$work/one" map --draws "$draws" "--bounds=$bounds" --device cpu
say "one run: map of bounds $bounds with $draws draws"
one "$work/shards" slurm --draws "$draws" "--bounds=$bounds" --shards "$shards" --threads 1 --memory 1GB
# As it would be typed; Slurm's names for this job, if this is one, are not its own.
jobs=$(env -i PATH="$PATH" HOME="${HOME:-/}" SLURM_CONF="$SLURM_CONF" POCL_CACHE_DIR="${POCL_CACHE_DIR:-}" "$work/shards/slurm/submit.sh") || fail "submit.sh"
say "submitted: ${jobs%%;*}"
array=$(sed -E 's/.*shards ([0-9]+).*/\1/' <<<"$jobs") merge=$(sed -E 's/.*merge ([0-9]+).*/\1/' <<<"$jobs")

field() { scontrol show job "$1" -o 2>/dev/null | tr ' ' '\n' | sed -n "s/^$2=//p" | head -1; }
state() { field "$1" JobState; }
# Waits until a shard runs and has finished tiles on disk but not all of them.
half_done() {
  local folder="$work/shards/shards/$1-of-$shards" end=$((SECONDS + 300))
  until [ "$(state "${array}_$1")" = RUNNING ] && compgen -G "$folder/CL-*/*.segment" >/dev/null; do
    case $(state "${array}_$1") in COMPLETED | FAILED | CANCELLED) return 1 ;; esac
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}
half_done 1 || fail "shard 1 ended before it could be requeued: more --draws"
scontrol requeue "${array}_1" || fail "scontrol requeue"
say "shard 1: scontrol requeue in mid-run"
half_done 2 || fail "shard 2 ended before it could be killed: more --draws"
killed=
for process in /proc/[0-9]*; do
  [ -r "$process/cmdline" ] || continue
  # The program itself, not the script around it.
  if tr '\0' ' ' 2>/dev/null <"$process/cmdline" | grep -q -- "soilbeta.* --shard 2/$shards " && grep -qvE '^(bash|slurm_script|sh)$' "$process/comm"; then
    kill -9 "${process#/proc/}" && killed=${process#/proc/}
  fi
done 2>/dev/null # processes end while they are looked at
[ -n "$killed" ] || fail "shard 2: its process was not found"
say "shard 2: kill -9 of its process in mid-run"

end=$((SECONDS + 900))
until [ "$(state "$merge")" = COMPLETED ]; do
  case $(state "$merge") in FAILED | CANCELLED | TIMEOUT | NODE_FAIL | OUT_OF_MEMORY) fail "merge is $(state "$merge")" ;; esac
  [ "$SECONDS" -lt "$end" ] || fail "merge is $(state "$merge") after a quarter of an hour"
  sleep 0.3
done
for number in $(seq "$shards"); do
  say "shard $number: $(state "${array}_$number"), restarts $(field "${array}_$number" Restarts)"
done
[ "$(field "${array}_1" Restarts)" -ge 1 ] && [ "$(field "${array}_2" Restarts)" -ge 1 ] || fail "a killed shard was not requeued"
resumed=$(cat "$work"/shards/slurm/shard-[12].log | grep -c "already computed" || true)
say "merge: COMPLETED by its dependency; shards that went on behind finished tiles: $resumed"
[ "$resumed" -ge 2 ] || fail "a killed shard began again"

# --- Byte for byte ------------------------------------------------------------------------------------------------

compared=0
while IFS= read -r file; do
  compared=$((compared + 1))
  cmp -s "$work/one/$file" "$work/shards/$file" || fail "$file differs"
done < <(cd "$work/one" && find . -type f ! -path './work/*' ! -name manifest.json | sort)
extra=$(cd "$work/shards" && find . -type f ! -path './work/*' ! -path './shards/*' ! -path './slurm/*' ! -name manifest.json | wc -l)
[ "$extra" = "$compared" ] || fail "merge wrote $extra files, one run $compared"
say "identical: all $compared files of one run"
