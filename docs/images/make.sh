#!/usr/bin/env bash
# Makes the pictures of README.md and docs/gallery.md from the sample's results: docs/images/make.sh [OUTPUT FOLDER of the run]
# They are the report's own figures and its first screen, taken by Chromium. Needs chromium.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
results=$(cd "${1:-$here/../../out/argentina-uruguay}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

shot() { # page, picture, width, height
  # A frame with a ticking clock: virtual time then waits for the viewer, which unpacks its layers in the background.
  printf '<!DOCTYPE html><style>html, body, iframe { margin: 0; border: 0; width: 100%%; height: 100%%; display: block }</style><iframe src="file://%s"></iframe><script>setInterval(() => {}, 1)</script>' "$1" > "$work/frame.html"
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --allow-file-access-from-files --user-data-dir="$work/profile" \
    --force-device-scale-factor=1 --window-size="$3,$4" --virtual-time-budget=60000 --screenshot="$work/shot.png" "file://$work/frame.html" 2>/dev/null
  cp "$work/shot.png" "$2"
}

# Three of the report's maps side by side on white.
{
  echo '<!DOCTYPE html><meta charset="utf-8"><style>body { margin: 8px; display: flex; gap: 6px; background: #fff } svg { width: 360px; height: auto }</style>'
  cat "$results/figures/map-main-all-20-100-socd.svg" "$results/figures/map-main-u-all-20-100-socd.svg" "$results/figures/map-beta-all-beta.svg"
} > "$work/subsoil.html"
shot "$work/subsoil.html" "$here/subsoil.png" 1120 520
shot "$results/report.html" "$here/report.png" 1400 900
ls -l "$here"/*.png
