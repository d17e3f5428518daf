#!/usr/bin/env bash
# From a checkout to results, and to tests passed, on Debian or Ubuntu with git and the .NET 10 SDK.
#
#   ./run.sh                 installs what is missing, builds, runs data-samples/study.yml
#   ./run.sh test [FILTER]   every test, or those that `dotnet test --filter FILTER` selects
#   ./run.sh VERB ...        the program (./run.sh help), with paths as seen from where you stand
#
# SOILBETA_NO_INSTALL=1 leaves the system alone. A build takes place only when a source has changed.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
program=$root/src/SoilBeta.Cli/bin/Release/net10.0/soilbeta.dll
tests=$root/tests/SoilBeta.Tests/bin/Release/net10.0/SoilBeta.Tests.dll
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en MSBUILDDISABLENODEREUSE=1
export SOILBETA_COMMAND=${SOILBETA_COMMAND:-$0} # what messages call this command
export POCL_CACHE_DIR=${POCL_CACHE_DIR:-${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/soilbeta/pocl}
mkdir -p "$POCL_CACHE_DIR" 2>/dev/null || true

say() { printf 'run.sh: %s\n' "$*" >&2; }
stop() { say "$*"; exit 1; }

# --- The .NET SDK --------------------------------------------------------------------------------------------------

find_dotnet() {
  if ! command -v dotnet >/dev/null; then
    local place
    for place in "${DOTNET_ROOT:-}" "${HOME:-}/.dotnet" /usr/share/dotnet /usr/lib/dotnet /usr/local/share/dotnet; do
      [ -n "$place" ] && [ -x "$place/dotnet" ] && PATH=$place:$PATH && return
    done
    stop "the .NET 10 SDK is missing (there is no 'dotnet' command). Install it from dotnet.microsoft.com," \
      "or on Ubuntu with: sudo apt-get install dotnet-sdk-10.0"
  fi
}

need_sdk() {
  local sdks
  sdks=$(dotnet --list-sdks 2>/dev/null || true)
  grep -qE '^1[0-9]\.' <<<"$sdks" || stop "the .NET 10 SDK is needed; $(command -v dotnet) has: $(tr '\n' ' ' <<<"${sdks:-none}")." \
    "Install it from dotnet.microsoft.com, or on Ubuntu with: sudo apt-get install dotnet-sdk-10.0"
}

# --- System libraries ----------------------------------------------------------------------------------------------

# Whether the dynamic loader, or a usual folder of libraries, has a library whose name starts so.
library() {
  compgen -G "/usr/lib/*/$1*" >/dev/null || compgen -G "/usr/lib/$1*" >/dev/null || compgen -G "/usr/lib64/$1*" >/dev/null ||
    compgen -G "/usr/local/lib/$1*" >/dev/null || compgen -G "/opt/homebrew/lib/$1*" >/dev/null
}
has_gdal() { library libgdal.so. || library libgdal.so || library libgdal.dylib; }
has_loader() { library libOpenCL.so.1 || [ "$(uname)" = Darwin ]; }
has_opencl() { compgen -G '/etc/OpenCL/vendors/*.icd' >/dev/null || [ "$(uname)" = Darwin ]; }
has_proj() { [ -n "${PROJ_DATA:-${PROJ_LIB:-}}" ] || [ -e /usr/share/proj/proj.db ] || compgen -G '/usr/*/share/proj/proj.db' >/dev/null || ! command -v dpkg >/dev/null; }

apt_updated=
# Installs packages; prints the command instead where it may not. Packages named after GDAL's version: `libgdal*`.
install_packages() {
  local sudo=() wanted=("$@") name
  if [ -n "${SOILBETA_NO_INSTALL:-}" ] || ! command -v apt-get >/dev/null; then
    say "missing: ${wanted[*]/libgdal\*/libgdal}. Rasters need GDAL 3.1 or later; OpenCL is optional. Install what your system" \
      "calls these, for instance: dnf install gdal pocl, conda install -c conda-forge gdal, brew install gdal."
    return 1
  fi
  if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
      sudo=(sudo -n)
    else
      say "system packages are missing (rasters need GDAL, OpenCL is optional). To have them, type:"
      printf '  sudo apt-get update && sudo apt-get install -y --no-install-recommends %s\n' "${wanted[*]/libgdal\*/gdal-bin}" >&2
      return 1
    fi
  fi
  say "installing ${wanted[*]/libgdal\*/libgdal} (SOILBETA_NO_INSTALL=1 prevents this)"
  local log apt=("${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o APT::Update::Error-Mode=any)
  log=$(mktemp)
  if [ -z "$apt_updated" ]; then
    "${apt[@]}" update >"$log" 2>&1 || say "'apt-get update' failed; going on with the package lists there are"
    apt_updated=yes
  fi
  for name in "${!wanted[@]}"; do
    if [ "${wanted[name]}" = 'libgdal*' ]; then
      wanted[name]=$(apt-cache pkgnames libgdal | grep -E '^libgdal[0-9]+(t64)?$' | sort -V | tail -1)
      [ -n "${wanted[name]}" ] || wanted[name]=gdal-bin
    fi
  done
  if ! "${apt[@]}" install -y --no-install-recommends "${wanted[@]}" >>"$log" 2>&1; then
    tail -n 15 "$log" >&2
    say "installing ${wanted[*]} failed; the whole log is $log"
    return 1
  fi
  rm -f "$log"
}

# GDAL is asked for every time; what was refused once and is optional, only before the sample and the tests.
need_libraries() { # `always`, or nothing
  local missing=() asked=$root/src/SoilBeta.Cli/obj/run.refused
  has_loader || missing+=(ocl-icd-libopencl1)
  has_opencl || missing+=(pocl-opencl-icd)
  if [ "${1:-}" != always ] && [ -e "$asked" ]; then missing=(); fi
  has_proj || missing+=(proj-data)
  has_gdal || missing+=('libgdal*')
  [ ${#missing[@]} = 0 ] && return
  if install_packages "${missing[@]}"; then
    rm -f "$asked"
  else
    mkdir -p "$(dirname "$asked")" && touch "$asked"
  fi
}

# What single tests look for; without them those tests are reported as skipped.
need_test_tools() {
  [ "$(uname)" = Linux ] || return 0
  local missing=()
  command -v oclgrind >/dev/null || missing+=(oclgrind)
  command -v gdalinfo >/dev/null || missing+=(gdal-bin)
  compgen -G '/usr/lib/python3/dist-packages/osgeo' >/dev/null || missing+=(python3-gdal)
  compgen -G '/usr/lib/python3/dist-packages/rasterio' >/dev/null || missing+=(python3-rasterio)
  command -v chromium >/dev/null || missing+=(chromium)
  # Its services would be started where there is systemd; a workstation needs no running cluster.
  if [ ! -d /run/systemd/system ]; then
    PATH=$PATH:/usr/sbin command -v slurmctld >/dev/null || missing+=(slurm-wlm)
    PATH=$PATH:/usr/sbin command -v munged >/dev/null || missing+=(munge)
  fi
  [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}" || say "going on: tests that need ${missing[*]} will be skipped"
}

# --- Building ------------------------------------------------------------------------------------------------------

# Builds a project unless its stamp lists the same source files and none is newer than the stamp.
build() { # project folder, its assembly, source folders
  local project=$1 assembly=$2 stamp listing newer
  shift 2
  mkdir -p "$root/kernels"
  stamp=$(dirname "$assembly")/.built-by-run
  listing=$(cd "$root" && find "$@" Directory.* \( -name bin -o -name obj \) -prune -o -type f -print | sort)
  newer=x
  [ ! -e "$stamp" ] || newer=$(cd "$root" && find "$@" Directory.* \( -name bin -o -name obj \) -prune -o -type f -newer "$stamp" -print -quit)
  if [ -z "$newer" ] && [ -e "$assembly" ] && [ "$listing" = "$(cat "$stamp")" ]; then return; fi

  need_sdk
  say "building $(basename "$project")"
  local log begun
  log=$(mktemp) begun=$(mktemp)
  # Analyzers are for .ci/run: a user's build is quicker without them. The compiler may stay in memory for a while:
  # it must not hold the lock (descriptor 9).
  if ! dotnet build "$project" -c Release --nologo -v minimal -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false >"$log" 2>&1 9>&-; then
    grep -E 'error|warn' "$log" | sort -u | head -20 >&2 || true
    stop "the build failed; the whole log is $log"
  fi
  printf '%s\n' "$listing" >"$stamp"
  touch -r "$begun" "$stamp"
  rm -f "$log" "$begun"
}

# One build at a time in a checkout.
build_program() {
  local lock=$root/src/SoilBeta.Cli/obj
  mkdir -p "$lock"
  if command -v flock >/dev/null; then exec 9>"$lock/run.lock" && flock 9; fi
  build "$root/src/SoilBeta.Cli" "$program" src kernels
  if [ "${1:-}" = tests ]; then build "$root/tests/SoilBeta.Tests" "$tests" src kernels tests data-samples; fi
  if command -v flock >/dev/null; then exec 9>&-; fi
}

# --- Tests ---------------------------------------------------------------------------------------------------------

# Runs every test project's tests and closes with the counts that the result files hold.
run_tests() {
  local results code=0 filter=() file passed=0 failed=0 skipped=0 one running
  results=$root/TestResults/$$
  rm -rf "$results"
  # Explicit tests are run by others, in processes of their own.
  if [ $# = 0 ]; then filter=(--filter 'Process!=own'); else filter=(--filter "($*)&Process!=own"); fi
  mkdir -p "$results"
  # Tests compare messages as an installed program writes them.
  SOILBETA_COMMAND='' SOILBETA_TEST_LOG=$results/log dotnet test "$root/tests/SoilBeta.Tests" -c Release --no-build --nologo --logger "console;verbosity=minimal" \
    --logger "trx;LogFilePrefix=tests" --results-directory "$results" "${filter[@]}" 2>&1 || code=$?
  for file in "$results"/*.trx; do
    [ -e "$file" ] || continue
    for one in passed failed skipped; do
      case $one in
        passed) passed=$((passed + $(grep -o '<UnitTestResult [^>]*outcome="Passed"' "$file" | wc -l))) ;;
        failed) failed=$((failed + $(grep -o '<UnitTestResult [^>]*outcome="\(Failed\|Error\|Timeout\|Aborted\)"' "$file" | wc -l))) ;;
        skipped) skipped=$((skipped + $(grep -o '<UnitTestResult [^>]*outcome="NotExecuted"' "$file" | wc -l))) ;;
      esac
    done
  done
  [ "$failed" = 0 ] || code=1
  if [ $((passed + failed)) = 0 ]; then
    say "no test ran"
    code=1
  elif [ "$code" != 0 ] && [ "$failed" = 0 ]; then
    say "the test run ended before its end (exit code $code)"
  fi
  running=$(awk '{ test = substr($0, index($0, " ") + 1) } $1 == "begins" { begun[test] } $1 == "ends" { delete begun[test] }
    END { for (test in begun) print "  " test }' "$results/log" 2>/dev/null | sort)
  if [ -n "$running" ]; then say "the test process died while these tests were running:"$'\n'"$running"; code=1; fi
  rm -rf "$results"
  rmdir "$root/TestResults" 2>/dev/null || true
  printf '%s passed, %s failed, %s skipped\n' "$passed" "$failed" "$skipped"
  return "$code"
}

# --- What was asked for --------------------------------------------------------------------------------------------

find_dotnet
case ${1:-} in
  test)
    shift
    need_libraries always
    need_test_tools
    build_program tests
    code=0
    run_tests "$@" || code=$?
    exit "$code"
    ;;
  '')
    need_libraries always
    has_gdal || stop "the sample study reads rasters and needs GDAL."
    build_program
    cd "$root"
    dotnet "$program" run data-samples/study.yml
    say "done in $SECONDS s. See out/argentina-uruguay: report.html first, then maps/ALL_20-100_SOCD.tif (QGIS opens it) and totals.csv." \
      "docs/own-data.md leads on to your own data."
    ;;
  *)
    need_libraries
    build_program
    exec dotnet "$program" "$@"
    ;;
esac
