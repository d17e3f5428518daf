#!/usr/bin/env bash
# Question: does QGIS read the styles next to the maps, keep their ramp and legend, and classify again with that ramp?
#
#   bench/qgis-styles.sh [OUTPUT FOLDER of a run]
#
# Needs QGIS's Python module (apt-get install --no-install-recommends python3-qgis). Loads every map with its style NAME.qml and
# NAME.U.qml, classifies again into 5 classes, and prints the number of maps and styles. Exit code 1 when one is not as written.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
maps=$(cd "${1:-$root/out/argentina-uruguay}/maps" && pwd)
python=python3
"$python" -c 'import qgis' 2>/dev/null || python=/usr/bin/python3 # apt's module is for the system's Python
"$python" -c 'import qgis' 2>/dev/null || { echo "QGIS's Python module is missing: apt-get install --no-install-recommends python3-qgis" >&2; exit 2; }
QT_QPA_PLATFORM=offscreen "$python" - "$maps" <<'PY'
import glob, os, sys
from qgis.core import QgsApplication, QgsColorRampShader, QgsRasterLayer

application = QgsApplication([], False)
application.initQgis()
failures, styles, maps = [], 0, sorted(glob.glob(os.path.join(sys.argv[1], "*.tif")))
for path in maps:
    for ending, band in ((".qml", 1), (".U.qml", 4)):
        style = path[:-4] + ending
        if not os.path.exists(style):
            continue
        styles += 1
        layer = QgsRasterLayer(path, os.path.basename(path))
        message, good = layer.loadNamedStyle(style)
        renderer = layer.renderer()
        shader = renderer.shader().rasterShaderFunction() if good and renderer.type() == "singlebandpseudocolor" else None
        if shader is None or renderer.band() != band:
            failures.append(f"{style}: {message or 'not a pseudocolour style of band %d' % band}")
            continue
        ramp = shader.sourceColorRamp()
        if ramp is None or shader.legendSettings() is None or len(shader.colorRampItemList()) < 5:
            failures.append(f"{style}: no ramp, legend settings or items")
            continue
        first, last = ramp.color(0).name(), ramp.color(1).name()
        shader.setClassificationMode(QgsColorRampShader.EqualInterval)
        shader.classifyColorRamp(5)
        items = shader.colorRampItemList()
        if (items[0].color.name(), items[-1].color.name()) != (first, last):
            failures.append(f"{style}: classified again with other colours: {items[0].color.name()} … {items[-1].color.name()}, expected {first} … {last}")
print(f"{len(maps)} maps, {styles} styles, {len(failures)} not as written")
for failure in failures:
    print(failure)
sys.stdout.flush()
# Ends without exitQgis, which crashes while Python still holds objects of Qt.
os._exit(1 if failures or not styles else 0)
PY
