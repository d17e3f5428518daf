#!/usr/bin/env bash
# Question: does a GPU give the CPU's bytes, and how fast is each cut of the descent on it?
#
#   bench/gpu.sh             all of the following on this machine
#   bench/gpu.sh pack        here: publishes the program and prepares the sample's stack, profiles and forests, into bench/.gpu/there
#   bench/gpu.sh there       on the machine with the GPU, at most 8 minutes: verifies, maps, measures. A copy of the folder `there` is enough for it
#                            (there/there.sh): no SDK, no GDAL, no OpenCL. Bring the folder back afterwards.
#   bench/gpu.sh compare     here: merges what the GPU has mapped, compares it with the CPU's maps, and copies the figures to bench/results/<gpu>
#
# DEVICE (cuda:0; also opencl:0 or ilgpu:cpu). SIZE=small (read by `pack`): a few cells and trees, to try the script where there is no GPU; its figures stay in
# bench/.gpu. PACK (bench/.gpu): the folder. LIMIT (480): most seconds of `there`; what is left then is not run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
part=${1:-all}
[ "$(basename "$0")" != there.sh ] || part=there

pack() {
  rm -rf "$pack"
  mkdir -p "$there" "$pack/here"
  # A lock file of its own: the checkout's have no runtime identifier.
  dotnet publish "$root/src/SoilBeta.Cli" -c Release -r linux-x64 --self-contained --nologo -v q -o "$pack/program" -p:PublishSingleFile=true -p:EnableCompressionInSingleFile=true \
    -p:NuGetLockFilePath=obj/publish.lock.json -p:RunAnalyzers=false -p:DebugType=none
  cp "$pack/program/soilbeta" "$there/"
  cp "${BASH_SOURCE[0]}" "$there/there.sh"
  cp "$root/data-samples/study.yml" "$there/"
  ln -sfn "$root"/data-samples/* "$pack/here/"
  if [ "${SIZE:-}" = small ]; then
    printf '%s\n' 'map=(--draws 20 --bounds=-60,-35,-59,-34)' 'verify=(--cells 5)' 'bench=(--trial)' >"$there/sizes"
    touch "$there/small"
  else
    printf '%s\n' 'map=()' 'verify=()' 'bench=(--seconds 2)' >"$there/sizes"
  fi
  "$there/soilbeta" prepare "$pack/here/study.yml" --output "$there/out" --quiet >/dev/null
  du -sh "$there"
}

# Runs a command, keeps what it prints and says how long it took; one that fails does not end the script.
step() { # file, command...
  local file=$there/results/$1 began=$SECONDS code=0
  shift
  echo "\$ ${*//"$there/"/}" | tee -a "$file"
  if [ $((limit - SECONDS)) -le 0 ]; then
    echo "not run: the time is over" | tee -a "$file"
    failed=1
    return
  fi
  timeout -s INT -k 20 $((limit - SECONDS)) "$@" 2>&1 | sed -u "s|$there/||g" | tee -a "$file" || code=$?
  echo "exit code $code, $((SECONDS - began)) s" | tee -a "$file"
  [ $code = 0 ] || failed=1
}

there() {
  local map verify bench device=${DEVICE:-cuda:0} watch='' card failed=0 limit=${LIMIT:-480} soilbeta=$there/soilbeta beside one
  SECONDS=0
  # shellcheck source=/dev/null
  . "$there/sizes"
  # Whatever this machine has, no part of this may need GDAL.
  export SOILBETA_GDAL=/nowhere/libgdal.so
  rm -rf "$there/results" "$there/out/shards"
  mkdir -p "$there/results"
  cd "$there"

  card=$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | head -1) || card=''
  case $device in cuda:* | opencl:*) ;; *) card='' ;; esac
  tr -cs 'a-z0-9\n' '-' <<<"$(tr 'A-Z' 'a-z' <<<"${card:-$device}")" >results/name
  {
    echo "device $device, $(nproc) processors"
    if [ -n "$card" ]; then nvidia-smi; fi
    "$soilbeta" devices
  } >results/machine.txt 2>&1
  cat results/machine.txt
  # OpenCL on the same card, if its driver is there.
  beside=$(grep -vF 'cannot run here' results/machine.txt | sed -nE 's/^ *(opencl:[0-9]+)( \(auto\))? +gpu .*/\1/p' | grep -vx "$device" || true)

  for one in $device $beside; do
    step verify.txt "$soilbeta" devices --verify --device "$one" "${verify[@]}"
  done
  step map.txt "$soilbeta" map study.yml --output out --device "$device" --shard 1/1 "${map[@]}"

  if [ -n "$card" ]; then
    nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits -l 1 >results/memory.used 2>/dev/null &
    watch=$!
  fi
  step bench.txt "$soilbeta" bench --device "$device" --each-cut "${bench[@]}" --workload paper-alike,paper-unlike,paper-layers,small
  step plain.txt "$soilbeta" bench --device "$device" --each-cut "${bench[@]}" --workload plain-16,plain-32
  for one in $beside; do
    step bench-opencl.txt "$soilbeta" bench --device "$one" "${bench[@]}" --workload paper-alike,paper-unlike,paper-layers,small
  done
  if [ -n "$watch" ]; then
    kill "$watch" 2>/dev/null || true
    wait "$watch" 2>/dev/null || true
    echo "most device memory in use while bench ran: $(sort -n results/memory.used | tail -1) MiB" | tee -a results/machine.txt
    rm -f results/memory.used
  else
    echo "device memory: not measured, as there is no nvidia-smi" | tee -a results/machine.txt
  fi
  echo "there: $SECONDS s, failed: $failed" | tee -a results/machine.txt
  [ $failed = 0 ]
}

compare() {
  local map verify bench name
  # shellcheck source=/dev/null
  . "$there/sizes"
  name=$(cat "$there/results/name")
  rm -rf "$pack/cpu" "$there/out/maps" "$there/out/totals.csv" "$there/out/totals.json"
  mkdir "$pack/cpu"
  (cd "$there/out" && tar cf - --exclude=./shards --exclude=./work/tiles .) | tar xf - -C "$pack/cpu"
  "$there/soilbeta" map "$pack/here/study.yml" --device cpu --output "$pack/cpu" --quiet "${map[@]}" >/dev/null
  "$there/soilbeta" merge "$pack/here/study.yml" --output "$there/out" --quiet "${map[@]}" >/dev/null
  "$root/bench/same-maps.sh" "$pack/cpu" "$there/out" | tee "$there/results/compare.txt"
  if [ -e "$there/small" ]; then
    echo "small sizes: the figures stay in $there/results"
  else
    mkdir -p "$root/bench/results/$name"
    cp "$there"/results/*.txt "$root/bench/results/$name/"
    echo "figures: bench/results/$name"
  fi
}

if [ "$(basename "$0")" = there.sh ]; then
  there=$here
else
  root=$(dirname "$here") pack=${PACK:-$here/.gpu} there=${PACK:-$here/.gpu}/there
fi
case $part in
  pack | compare) "$part" ;;
  there) there ;;
  all)
    code=0
    pack
    bash "$there/there.sh" || code=$?
    compare
    exit "$code"
    ;;
  *)
    sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "$0"
    exit 2
    ;;
esac
