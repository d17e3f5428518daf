#!/usr/bin/env bash
# Does run.ps1 do what run.sh does? Runs it with PowerShell 7 (the .NET tool of that name), on any system with the .NET SDK.
#   bench/powershell.sh [sample]    with `sample`, also the README's first command (minutes)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dotnet tool install PowerShell --version 7.6.9 --tool-path "$work/tools" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
failures=0

# A command as typed at a PowerShell prompt, its exit code, and a pattern that its output must have.
expect() { # code, pattern, command
  local found=0
  "$work/tools/pwsh" -NoProfile -Command "Set-Location '$root'; $3; exit \$LASTEXITCODE" >"$work/out" 2>&1 || found=$?
  if [ "$found" = "$1" ] && grep -qE -- "$2" "$work/out"; then
    echo "ok      $3"
  else
    echo "FAILED  $3: exit code $found, expected $1 and '$2'"
    tail -n 5 "$work/out"
    failures=$((failures + 1))
  fi
}

expect 0 'From files to results' './run.ps1 help'
expect 0 './run.ps1 map STUDY.yml' './run.ps1 help map'
expect 0 'no problem found' "./run.ps1 check data-samples/study.yml --memory 2GB --output '$work/results folder'"
expect 1 'lies outside the study' "./run.ps1 map data-samples/study.yml --bounds 10,10,20.5,20 --output $work/out-of-grid"
expect 2 'expected W,S,E,N' "./run.ps1 map data-samples/study.yml --bounds -60,-36,-58 --output $work/three"
expect 2 "Did you mean 'test'" './run.ps1 tset'
expect 0 '^[1-9][0-9]* passed, 0 failed, 0 skipped' './run.ps1 test FullyQualifiedName~CommandLineTests'
expect 1 'no test ran' './run.ps1 test FullyQualifiedName~NoSuchTestAnywhere'
if [ "${1:-}" = sample ]; then
  expect 0 'the results are in' './run.ps1'
fi
[ "$failures" = 0 ] && echo "run.ps1 does what run.sh does"
exit "$failures"
