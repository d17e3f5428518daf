#!/usr/bin/env bash
# Question: is the whole sample's map from an OpenCL device the CPU device's, byte for byte?
#
#   bench/opencl-equals-cpu.sh [DEVICE] [STUDY.yml] [FOLDER]    (opencl:0, data-samples/study.yml, a temporary folder)
#
# Runs the study once on the CPU (stack, profiles, forests, maps), then the maps once more on DEVICE from the same stack and forests,
# and compares every map and both totals. Prints each file's verdict and the seconds of both; exit code 1 when a byte differs.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
device=${1:-opencl:0}
study=${2:-$root/data-samples/study.yml}
work=${3:-$(mktemp -d)}
mkdir -p "$work"

seconds() { date +%s.%N; }
"$root/run.sh" devices
"$root/run.sh" run "$study" --device cpu --output "$work/cpu" >/dev/null

rm -rf "$work/device"
cp -r "$work/cpu" "$work/device"
rm -rf "$work/device/maps" "$work/device/totals.csv" "$work/device/totals.json"

began=$(seconds)
"$root/run.sh" map "$study" --device cpu --output "$work/cpu" >/dev/null
ended=$(seconds)
printf 'map on cpu: %.1f s\n' "$(awk "BEGIN { print $ended - $began }")"
began=$(seconds)
"$root/run.sh" map "$study" --device "$device" --output "$work/device" >/dev/null
ended=$(seconds)
printf 'map on %s: %.1f s\n' "$device" "$(awk "BEGIN { print $ended - $began }")"

"$root/bench/same-maps.sh" "$work/cpu" "$work/device"
