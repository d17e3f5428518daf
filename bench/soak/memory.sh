#!/usr/bin/env bash
# Question: how much memory and how many cores do runs and maps take, at most, for what --memory and --threads say?
#
#   bench/soak/memory.sh [RESOLUTION] [FOLDER]     the sample on a grid of 0.5 arcmin (seven million cells, two million of them mapped), a temporary folder
#
# Prints peak resident memory, processor time over wall time, and seconds. First the grid takes the memory: few draws and trees, 'run', and 'map' with several values.
# Then the refits do: the sample's profiles as one ecosystem, 100 refits of 500 trees with small nodes, on the sample's own grid, cycled and crossed with few draws; and how large the finished tiles
# became. ONLY=grid or ONLY=refits does one of them. GNU time is needed (Debian: time).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
resolution=${1:-0.5 arcmin}
work=${2:-$(mktemp -d)}
"$root/run.sh" help > /dev/null
soilbeta="dotnet $root/src/SoilBeta.Cli/bin/Release/net10.0/soilbeta.dll"
quick='validation: { repeats: 0, holdouts: 0, blocks: [2], map_cells: 0, coverage: false }\ndrivers: { points: 3, refits: 0, rows: 20, selection: false }\n'

measured() { # folder, name, program and arguments
  local folder=$1 name=$2; shift 2
  /usr/bin/time -f "$name: %M KB at most, %P of a core, %e s, of the processor %U s and %S s in the system" "$@" --device cpu --output "$folder/out" --quiet 2>&1 > /dev/null | tail -1
}

# The largest size of the finished tiles while a command runs.
tiles() { # folder, command …
  local folder=$1 largest=0 now; shift
  "$@" &
  while kill -0 $! 2> /dev/null; do
    now=$(cat "$folder"/out/work/tiles/*/*.segment 2> /dev/null | wc -c)
    [ "$now" -le "$largest" ] || largest=$now
    sleep 0.5
  done
  wait $!
  echo "  tiles: $largest bytes at most"
}

echo "$(sed -n 's/^model name[^:]*: *//p' /proc/cpuinfo | head -1), $(nproc) cores; load average $(cut -d' ' -f1-3 /proc/loadavg)"
if [ "${ONLY:-grid}" = grid ]; then
  mkdir -p "$work/grid"; cp -r "$root/data-samples/." "$work/grid"
  sed -i "s/resolution: 5 arcmin/resolution: $resolution/; s/trees: 200/trees: 10/; s/draws: 1000/draws: 10/" "$work/grid/study.yml"
  printf "$quick" >> "$work/grid/study.yml"
  measured "$work/grid" "run --memory 512MB" $soilbeta run "$work/grid/study.yml" --no-report --memory 512MB
  for memory in 512MB 600MB 1GB 2GB; do measured "$work/grid" "map --memory $memory" $soilbeta map "$work/grid/study.yml" --memory $memory; done
  measured "$work/grid" "map --memory 512MB --threads 1" $soilbeta map "$work/grid/study.yml" --threads 1 --memory 512MB
fi
if [ "${ONLY:-refits}" = refits ]; then
  mkdir -p "$work/refits"; cp -r "$root/data-samples/." "$work/refits"
  study=$work/refits/study.yml
  sed -i '/^ecosystems:/,$d' "$study"
  printf 'ecosystems:\n  - { code: AL, name: all, land_cover: rasters/glcnmo2008_landcover_20min.tif, classes: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17] }\n' >> "$study"
  printf 'forest: { trees: 500, mtry: 3, min_node_size: 2 }\nuncertainty: { draws: 1000, refits: cycled, refit_count: 100 }\n'"$quick" >> "$study"
  /usr/bin/time -f "prepare (stack, 101 forests) --memory 1GB: %M KB at most, %P of a core, %e s" $soilbeta prepare "$study" --memory 1GB --output "$work/refits/out" --quiet 2>&1 > /dev/null | tail -1
  $soilbeta show "$work/refits/out/forests/AL.forest" | sed -n 1,4p
  for memory in 600MB 1GB 4GB; do
    tiles "$work/refits" measured "$work/refits" "map, 100 refits cycled, --memory $memory" $soilbeta map "$study" --memory $memory
  done
  sed -i 's/draws: 1000, refits: cycled/draws: 20, refits: crossed/' "$study"
  for memory in 600MB 1GB 4GB; do
    tiles "$work/refits" measured "$work/refits" "map, 100 refits crossed, --memory $memory" $soilbeta map "$study" --memory $memory
  done
fi
