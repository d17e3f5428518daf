#!/usr/bin/env bash
# Prepares the globe's study (docs/developers/globe-run.md): links the data into a folder, makes the topsoil raster, copies the study file.
#
#   bench/globe/make.sh DATA FOLDER
#
# DATA    has profiles_open.csv.gz, profiles_study.csv.gz and rasters/, named as docs/developers/globe-run.md lists them
# FOLDER  is made; then: ./run.sh run FOLDER/study.yml --output FOLDER/out
#
# Needs gdal-bin and python3-gdal (for gdal_calc.py).
set -euo pipefail
[ $# = 2 ] || { sed -n '4,7s/^# \{0,1\}//p' "$0"; exit 2; }
data=$(cd "$1" && pwd) folder=$2
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder/rasters"
ln -sf "$data"/profiles_open.csv.gz "$data"/profiles_study.csv.gz "$folder/"
ln -sf "$data"/rasters/*.tif "$folder/rasters/"

# Organic carbon density is linear between 0 and 30 cm, so its mean over 0-20 cm is its value at 10 cm, (2 a + b) / 3. The rasters hold
# kg m-3 times 10: a mean of m kg m-3 is 0.2 m kg m-2, which is 2 m Mg ha-1; hence (2 a + b) / 15. Values below 0 count as 0.
gdal_calc.py --quiet --overwrite -A "$data/rasters/sanderman_ocd_0cm_5min.tif" -B "$data/rasters/sanderman_ocd_30cm_5min.tif" \
  --outfile "$folder/rasters/topsoil_0_20cm_5min.tif" --type Float32 --hideNoData --NoDataValue=-9999 --co COMPRESS=DEFLATE --co PREDICTOR=3 \
  --calc "where((A == -9999) | (B == -9999), -9999, (2.0 * maximum(A, 0) + maximum(B, 0)) / 15.0)"
cp "$here/study.yml" "$folder/study.yml"
echo "$folder/study.yml"
