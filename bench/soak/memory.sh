#!/usr/bin/env bash
# Question: how much memory and how many cores does a map take, at most, for what --memory and --threads say?
#
#   bench/soak/memory.sh [RESOLUTION] [FOLDER]     the sample on a grid of 0.5 arcmin (seven million cells, two million of them mapped), a temporary folder
#
# Prints peak resident memory, processor time over wall time, and wall time of 'run', and of 'map' with several values. Few draws and trees: it is the
# grid that takes memory here. GNU time is needed (Debian: time).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
resolution=${1:-0.5 arcmin}
work=${2:-$(mktemp -d)}
"$root/run.sh" help > /dev/null
soilbeta="dotnet $root/src/SoilBeta.Cli/bin/Release/net10.0/soilbeta.dll"
mkdir -p "$work"; cp -r "$root/data-samples/." "$work"
sed -i "s/resolution: 5 arcmin/resolution: $resolution/; s/trees: 200/trees: 10/; s/draws: 1000/draws: 10/" "$work/study.yml"
printf 'validation: { repeats: 0, holdouts: 0, blocks: [2], map_cells: 0, coverage: false }\ndrivers: { points: 3, refits: 0, rows: 20, selection: false }\n' >> "$work/study.yml"

measured() {
  local name=$1; shift
  /usr/bin/time -f "$name: %M KB at most, %P of a core, %e s" "$@" --device cpu --output "$work/out" --quiet 2>&1 > /dev/null | tail -1
}
echo "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores; load average $(cut -d' ' -f1-3 /proc/loadavg)"
measured "run --memory 300MB" $soilbeta run "$work/study.yml" --no-report --memory 300MB
for memory in 300MB 600MB 2GB; do measured "map --memory $memory" $soilbeta map "$work/study.yml" --memory $memory; done
measured "map --threads 1" $soilbeta map "$work/study.yml" --threads 1 --memory 300MB
