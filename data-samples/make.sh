#!/usr/bin/env bash
# Makes the sample data of this folder from the global files that README.md lists.
#
#   data-samples/make.sh FOLDER COUNTRIES
#
# FOLDER     has profiles_open.csv.gz and rasters/ as README.md names them
# COUNTRIES  is countries-50m.json of the npm package world-atlas 2.0.2 (Natural Earth 1:50m)
#
# Needs gdal-bin and python3-gdal (for gdal_calc.py).
set -euo pipefail
[ $# = 2 ] || { sed -n '4,9s/^# \{0,1\}//p' "$0"; exit 2; }
data=$1 countries=$2
here=$(cd "$(dirname "$0")" && pwd)
out=$here/rasters
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"

# The study's window is 74 to 53 degrees west, 45 to 22 degrees south. The cuts keep a degree more on every
# side, so that resampling near the edge sees the neighbours it would see in the global raster.
window="-75 -21 -52 -46"   # ulx uly lrx lry
tiff="-co COMPRESS=DEFLATE -co ZLEVEL=9 -co TILED=NO"

# Cuts keep each raster's own cells and values: no resampling here.
cut_raster() { # name, predictor (2 for integers, 3 for floats)
  gdal_translate -q -projwin $window $tiff -co "PREDICTOR=$2" "$data/rasters/$1.tif" "$out/$1.tif"
}
cut_raster wc14_bio1_mat_10min 2
cut_raster wc14_bio12_map_10min 2
for name in clay ph cn tn; do cut_raster "wise_${name}_30min" 3; done
cut_raster modis_npp_annual_60min 3
cut_raster glcnmo2008_landcover_20min 2

# Topsoil density of 0-20 cm. Organic carbon density is linear between 0 and 30 cm, so its mean over 0-20 cm is
# its value at 10 cm, (2 a + b) / 3. The rasters hold kg m-3 times 10: a mean of m kg m-3 is 0.2 m kg m-2,
# which is 2 m Mg ha-1; hence (2 a + b) / 15. Values below 0 count as 0; nodata (-9999) stays nodata.
for depth in 0 30; do
  gdal_translate -q -projwin $window "$data/rasters/sanderman_ocd_${depth}cm_5min.tif" "$work/ocd$depth.tif"
done
gdal_calc.py --quiet -A "$work/ocd0.tif" -B "$work/ocd30.tif" --outfile "$work/topsoil.tif" --type Float32 \
  --hideNoData --NoDataValue=-9999 \
  --calc "where((A == -9999) | (B == -9999), -9999, (2.0 * maximum(A, 0) + maximum(B, 0)) / 15.0)"
gdal_translate -q $tiff -co PREDICTOR=3 -mo "UNIT=Mg C ha-1" -mo "DEPTH=0-20 cm" \
  "$work/topsoil.tif" "$out/sanderman_topsoil_0_20cm_5min.tif"

# The two countries of the study, for the totals (polygons) and for the mask (the same on a 5' grid).
ogr2ogr -f GeoJSON -a_srs EPSG:4326 -lco COORDINATE_PRECISION=4 \
  -sql "SELECT id AS iso_n3, name FROM countries WHERE name IN ('Argentina', 'Uruguay')" \
  "$work/countries.geojson" "$countries"
mv "$work/countries.geojson" "$here/countries.geojson"
gdal_rasterize -q -ot Int16 -init 0 -a_nodata 0 -sql "SELECT CAST(iso_n3 AS integer) AS code, * FROM countries" -a code \
  -te -75 -46 -52 -21 -tr 0.0833333333333333 0.0833333333333333 "$here/countries.geojson" "$work/countries.tif"
gdal_translate -q $tiff -co PREDICTOR=2 "$work/countries.tif" "$out/countries_5min.tif"

# Profiles of the window, every column and row as published.
zcat "$data/profiles_open.csv.gz" | tr -d '\r' |
  awk -F, 'NR == 1 || ($3 >= -45 && $3 <= -22 && $4 >= -74 && $4 <= -53)' | gzip -9n > "$work/profiles.csv.gz"
mv "$work/profiles.csv.gz" "$here/profiles.csv.gz"

du -shc "$here"/profiles.csv.gz "$here"/countries.geojson "$out"/*.tif | tail -1
