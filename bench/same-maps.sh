#!/usr/bin/env bash
# Question: do two output folders hold the same maps and totals, byte for byte?
#
#   bench/same-maps.sh FOLDER OTHER     prints each file's verdict; exit code 1 when a byte differs or FOLDER has no maps
set -euo pipefail
different=0
compared=0
while IFS= read -r file; do
  compared=$((compared + 1))
  if cmp -s "$1/$file" "$2/$file"; then
    echo "identical  $file"
  else
    echo "DIFFERS    $file"
    different=$((different + 1))
  fi
done < <(cd "$1" && find maps totals.csv totals.json -type f | sort)
echo "$compared files compared, $different differ"
[ "$compared" -gt 0 ] && [ "$different" = 0 ]
