#!/usr/bin/env bash
# Question: do two versions of the program make the same bytes of both sample studies?
#
#   bench/same-bytes.sh BEFORE [AFTER] [FOLDER]      BEFORE, AFTER: commits, branches, or folders of checkouts (AFTER: this checkout)
#
# Each version is built in a checkout of its own and runs data-samples/study.yml and study-paper.yml of that checkout on the CPU device.
# Every file is compared but what holds times and machines (manifest.json, work/) and what is a view of the rest (report.html, figures/);
# STAC items (stac/) are compared without their times.
# FOLDER keeps outputs and builds, so that the next comparison with the same commit takes only the other half. Exit code 1 when a byte differs
# or a file is missing on one side. STUDIES="study.yml" limits it to one study.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
[ $# -ge 1 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2; }
before=$1 after=${2:-$root} work=${3:-}
[ -n "$work" ] || { work=$(mktemp -d); trap 'rm -rf "$work"; git -C "$root" worktree prune' EXIT; }
mkdir -p "$work"
read -ra studies <<<"${STUDIES:-study.yml study-paper.yml}"

# Prints the folder of a checkout of what was named.
checkout() {
  if [ -d "$1" ]; then (cd "$1" && pwd); return; fi
  local commit folder
  commit=$(git -C "$root" rev-parse --verify --quiet "$1^{commit}") || { echo "$1 is neither a folder nor a commit of this repository." >&2; return 2; }
  folder=$work/checkout-$commit
  [ -d "$folder" ] || git -C "$root" worktree add --quiet --detach "$folder" "$commit"
  echo "$folder"
}

# Runs every study of a checkout into a folder named for it; what ran before with the same sources is current and is skipped by the program itself.
run_studies() { # checkout, output
  local study
  for study in "${studies[@]}"; do
    (cd "$1" && ./run.sh run "data-samples/$study" --device cpu --quiet --output "$2/${study%.yml}" >/dev/null)
  done
}

folders=()
for side in "$before" "$after"; do
  here=$(checkout "$side")
  output=$work/output-$(basename "$here")
  echo "running the samples of $side" >&2
  run_studies "$here" "$output"
  folders+=("$output")
done

# Whether a file has the same content on both sides, times of STAC items aside.
same() {
  case $1 in
    stac/* | */stac/*) cmp -s <(grep -vE '"(datetime|created|updated)":' "${folders[0]}/$1") <(grep -vE '"(datetime|created|updated)":' "${folders[1]}/$1") ;;
    *) cmp -s "${folders[0]}/$1" "${folders[1]}/$1" ;;
  esac
}

compared=0 different=0
while IFS= read -r file; do
  compared=$((compared + 1))
  if [ ! -e "${folders[0]}/$file" ]; then echo "only after   $file"; different=$((different + 1))
  elif [ ! -e "${folders[1]}/$file" ]; then echo "only before  $file"; different=$((different + 1))
  elif ! same "$file"; then echo "DIFFERS      $file"; different=$((different + 1)); fi
done < <(for folder in "${folders[@]}"; do (cd "$folder" && find . \( -name work -o -name figures \) -prune -o -type f -not -name manifest.json -not -name report.html -print); done | sed 's|^\./||' | sort -u)
echo "$compared files compared, $different differ"
[ "$compared" -gt 0 ] && [ "$different" = 0 ]
