#!/usr/bin/env bash
# Makes the pictures of README.md from the sample's results: docs/images/make.sh [OUTPUT FOLDER of the run]
# Needs gdal-bin, imagemagick, chromium and a DejaVu font (fonts-dejavu-core).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
results=$(cd "${1:-$root/out/argentina-uruguay}" && pwd)
maps=$results/maps
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Equal-area, 4 km a pixel, each pixel the nearest cell.
equal_area="+proj=laea +lat_0=-33.5 +lon_0=-63.5 +datum=WGS84"
window="-1020000 -1300000 1020000 1310000"
ogr2ogr -t_srs "$equal_area" borders.gpkg "$root/data-samples/countries.geojson"

# Value and colour: light to dark, so that print keeps the order.
cat > density.txt <<'RAMP'
nv   255 255 255 0
20   255 247 215
40   246 214 140
60   226 162 84
80   186 106 48
100  134 64 28
140  78 32 14
200  38 12 6
RAMP
cat > beta.txt <<'RAMP'
nv    255 255 255 0
0.965 253 231 37
0.972 94 201 98
0.979 33 145 140
0.987 59 82 139
0.995 68 1 84
RAMP
cat > u.txt <<'RAMP'
nv   255 255 255 0
0    247 251 255
0.1  198 219 239
0.2  107 174 214
0.3  33 113 181
0.6  8 48 107
RAMP

panel() { # name, file, band, ramp, lowest, highest, title, unit
  gdal_translate -q -b "$3" "$maps/$2" one.tif
  gdalwarp -q -overwrite -t_srs "$equal_area" -te $window -tr 4000 4000 -r near one.tif flat.tif
  gdaldem color-relief -q -alpha flat.tif "$4.txt" colour.tif
  gdal_rasterize -q -at -b 1 -b 2 -b 3 -b 4 -burn 110 -burn 110 -burn 110 -burn 255 -dialect SQLITE \
    -sql "SELECT ST_Boundary(geom) FROM countries" borders.gpkg colour.tif
  gdal_translate -q -of PNG colour.tif colour.png
  # The legend is the same ramp applied to a row of values.
  awk -v lo="$5" -v hi="$6" 'BEGIN { print "ncols 300\nnrows 14\nxllcorner 0\nyllcorner 0\ncellsize 1"
    for (r = 0; r < 14; r++) { for (c = 0; c < 300; c++) printf "%.5f ", lo + (hi - lo) * c / 299; print "" } }' > legend.asc
  grep -v nv "$4.txt" > legend.txt
  gdaldem color-relief -q -of PNG legend.asc legend.txt legend.png
  convert -background white -fill black -font DejaVu-Sans -pointsize 17 -gravity center -size 510x30 caption:"$7" title.png
  convert -size 510x44 xc:white -font DejaVu-Sans -pointsize 14 legend.png -geometry +105+4 -composite \
    -fill black -gravity NorthWest -annotate +105+22 "$5" -gravity NorthEast -annotate +105+22 "$6" -gravity North -annotate +0+22 "$8" scale.png
  convert -background white title.png \( colour.png -background white -flatten \) scale.png -gravity center -append "$1.png"
}
panel 1 ALL_20-100_SOCD.tif 1 density 20 140 "Carbon in 20–100 cm" "Mg C/ha"
panel 2 ALL_20-100_SOCD.tif 4 u 0 0.6 "Width of its interval over the mean (U)" "–"
panel 3 ALL_beta.tif 1 beta 0.965 0.995 "β" "–"
convert -background white 1.png 2.png 3.png +append -strip -colors 200 PNG8:"$here/subsoil.png"

# The report's first screen.
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/chromium" --window-size=1220,1000 --screenshot="$work/report.png" "file://$results/report.html" 2>/dev/null
convert report.png -strip -resize 1000x -colors 64 PNG8:"$here/report.png"
ls -l "$here"/*.png
