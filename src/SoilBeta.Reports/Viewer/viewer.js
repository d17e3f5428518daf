'use strict';
// The map viewer of the report. All data are in the page (#viewer-data, packed by Packing.cs): nothing is requested.
(() => {
const root = document.documentElement, box = document.getElementById('viewer'), source = document.getElementById('viewer-data');
root.classList.add('js');
saveTables();
sortTables();
if (!box || !source || typeof DecompressionStream === 'undefined') { root.classList.add('static-maps'); return; }
const D = JSON.parse(source.textContent), G = D.grid, N = G.columns * G.rows;
const $ = id => document.getElementById('viewer-' + id);
const A = $('a'), B = $('b'), tip = $('tip'), said = $('said');
const S = { cover: D.covers[0].code, product: D.start, left: 'mean', right: 'u', mode: innerWidth < 700 || D.certain ? 'one' : 'pair', cx: D.width / 2, cy: D.height / 2, zoom: 1, hatch: true, sites: false, zone: 0, swipe: .5, mark: null };

// --- Unpacking -----------------------------------------------------------------------------------------------------
async function bytes(text) {
  const packed = Uint8Array.from(atob(text), c => c.charCodeAt(0));
  return new Uint8Array(await new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer());
}
const bits = (b, n) => { const f = new Uint8Array(n); for (let i = 0; i < n; i++) f[i] = b[i >> 3] >> (i & 7) & 1; return f; };
function lines(b) {
  let at = 0;
  const next = () => { let v = 0, s = 0, c; do { c = b[at++]; v |= (c & 127) << s; s += 7; } while (c > 127); return v >>> 1 ^ -(v & 1); };
  const path = new Path2D();
  while (at < b.length) {
    let n = next(), x = 0, y = 0;
    for (let i = 0; i < n; i++) { x += next(); y += next(); i ? path.lineTo(x / 16, y / 16) : path.moveTo(x / 16, y / 16); }
  }
  return path;
}
const kept = new Map();
const once = (key, make) => { if (!kept.has(key)) kept.set(key, make()); return kept.get(key); };
const cover = code => once('cover ' + code, async () => {
  const c = D.covers.find(c => c.code === code), mask = bits(await bytes(c.cells), N), index = new Int32Array(N).fill(-1);
  let n = 0;
  for (let i = 0; i < N; i++) if (mask[i]) index[i] = n++;
  const flags = async z => z ? bits(await bytes(z), n) : null;
  return { ...c, index, n, doubts: await flags(c.doubt), betaDoubts: await flags(c.doubtBeta) };
});
const layer = (code, product, band) => once(['layer', code, product, band].join('|'), async () => {
  const l = D.layers[[code, product, band].join('|')];
  if (!l) return null;
  const b = await bytes(l.z), n = b.length / 2, v = new Float32Array(n);
  let code16 = 0;
  for (let i = 0; i < n; i++) { code16 = code16 + (b[i] | b[n + i] << 8) & 65535; v[i] = code16 ? l.o + (code16 - 1) * l.q : NaN; }
  return { values: v, quantum: l.q };
});
const ready = Promise.all([bytes(D.land), bytes(D.coast), bytes(D.borders), bytes(D.mesh.z), D.zones ? bytes(D.zones.z) : null]).then(([land, coast, borders, mesh, zones]) => {
  D.paths = { land: lines(land), coast: lines(coast), borders: lines(borders) };
  D.nodes = new Float32Array(mesh.buffer);
  D.zoneOf = zones;
});

// --- Places --------------------------------------------------------------------------------------------------------
// Column and row of a place of the picture, between the nodes of the mesh.
function cellAt(x, y) {
  const { nx, ny } = D.mesh, sx = D.width / nx, sy = D.height / ny, i = Math.floor(x / sx), j = Math.floor(y / sy);
  if (i < 0 || j < 0 || i >= nx || j >= ny) return null;
  const u = x / sx - i, v = y / sy - j, at = k => { const n = (a, b) => D.nodes[2 * (b * (nx + 1) + a) + k];
    return (n(i, j) * (1 - u) + n(i + 1, j) * u) * (1 - v) + (n(i, j + 1) * (1 - u) + n(i + 1, j + 1) * u) * v; };
  const column = Math.floor(at(0)), row = Math.floor(at(1));
  return column >= 0 && row >= 0 && column < G.columns && row < G.rows ? { column, row, cell: row * G.columns + column } : null;
}
function placeOf({ column, row }) {
  const t = G.transform, x = t[0] + (column + .5) * t[1] + (row + .5) * t[2], y = t[3] + (column + .5) * t[4] + (row + .5) * t[5];
  const degrees = (v, p, m) => Math.abs(v).toFixed(2) + '° ' + (v < 0 ? m : p);
  return G.degrees ? degrees(y, 'N', 'S') + ', ' + degrees(((x + 180) % 360 + 360) % 360 - 180, 'E', 'W') : Math.round(x) + ', ' + Math.round(y);
}
const scaleOf = c => Math.min(c.width / D.width, c.height / D.height) * S.zoom;
const toPicture = (c, px, py) => [(px - c.width / 2) / scaleOf(c) + S.cx, (py - c.height / 2) / scaleOf(c) + S.cy];

// --- Drawing -------------------------------------------------------------------------------------------------------
const css = name => getComputedStyle(box).getPropertyValue('--' + name).trim();
const rgb = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
function ramp(name) {
  return once('ramp ' + name, () => {
    const stops = D.ramps[name].map(rgb), table = new Uint32Array(256);
    for (let i = 1; i < 256; i++) {
      const p = (i - 1) / 254 * (stops.length - 1), k = Math.min(stops.length - 2, Math.floor(p)), f = p - k, c = stops[k].map((a, j) => Math.round(a + (stops[k + 1][j] - a) * f));
      table[i] = 255 << 24 | c[2] << 16 | c[1] << 8 | c[0];
    }
    return table;
  });
}
// Sites of the land cover that is shown; all of them where it is not one.
const shown = () => D.covers.find(c => c.code === S.cover).one ? D.sites.filter(s => s[2] === S.cover) : D.sites;
const product = () => D.products.find(p => p.key === S.product);
const isU = band => band === 'u';
const scaleFor = band => { const p = product(); return isU(band) ? p.u : p.value; };
const rampFor = band => isU(band) ? 'u' : product().ramp;
let serial = 0;
async function draw() {
  const mine = ++serial;
  await ready;
  const c = await cover(S.cover), p = product(), jobs = S.mode === 'one' ? [[A, S.left]] : [[A, S.left], [B, S.right]], found = [];
  for (const [canvas, band] of jobs) found.push([canvas, band, await layer(S.cover, p.key, band)]);
  if (mine !== serial) return;
  for (const [canvas, band, l] of found) paint(canvas, band, l, c);
  legend($('legend-a'), S.left); if (S.mode !== 'one') legend($('legend-b'), S.right);
  B.style.clipPath = S.mode === 'swipe' ? `inset(0 0 0 ${S.swipe * 100}%)` : '';
  $('hatching').hidden = !(c.doubts || c.betaDoubts);
}
function paint(canvas, band, l, c) {
  const dpr = Math.min(2, devicePixelRatio || 1), W = canvas.width = Math.max(1, Math.round(canvas.clientWidth * dpr)), H = canvas.height = Math.max(1, Math.round(canvas.clientHeight * dpr));
  const g = canvas.getContext('2d'), z = scaleOf(canvas), tx = W / 2 - S.cx * z, ty = H / 2 - S.cy * z, { land, coast, borders } = D.paths;
  const inPicture = () => g.setTransform(z, 0, 0, z, tx, ty), inPixels = () => g.setTransform(1, 0, 0, 1, 0, 0);
  inPixels(); g.fillStyle = css('sea'); g.fillRect(0, 0, W, H);
  inPicture(); g.fillStyle = css('land'); g.fill(land, 'evenodd');
  if (l) {
    const image = cells(W, H, z, tx, ty, band, l, c, dpr), off = document.createElement('canvas');
    off.width = W; off.height = H; off.getContext('2d').putImageData(image, 0, 0);
    g.save(); if (c.onLand) g.clip(land, 'evenodd'); inPixels(); g.drawImage(off, 0, 0); g.restore();
  }
  inPicture(); g.strokeStyle = css('coast'); g.lineJoin = 'round';
  g.lineWidth = .8 * dpr / z; g.stroke(coast);
  g.setLineDash([4 * dpr / z, 2.5 * dpr / z]); g.lineWidth = .7 * dpr / z; g.stroke(borders); g.setLineDash([]);
  inPixels();
  if (S.sites && D.sites) for (const s of shown()) { g.beginPath(); g.arc(s[0] * z + tx, s[1] * z + ty, 2.4 * dpr, 0, 7); g.fillStyle = D.covers.find(c => c.code === s[2])?.colour ?? '#777'; g.fill(); g.strokeStyle = '#111'; g.lineWidth = .5 * dpr; g.stroke(); }
  bar(g, W, H, z, dpr);
  if (S.mark) { const x = S.mark[0] * z + tx, y = S.mark[1] * z + ty; g.strokeStyle = css('ink'); g.lineWidth = 1.5 * dpr; g.beginPath(); g.moveTo(x - 9 * dpr, y); g.lineTo(x + 9 * dpr, y); g.moveTo(x, y - 9 * dpr); g.lineTo(x, y + 9 * dpr); g.stroke(); }
}
function cells(W, H, z, tx, ty, band, l, c, dpr) {
  const image = new ImageData(W, H), out = new Uint32Array(image.data.buffer), table = ramp(rampFor(band)), s = scaleFor(band), beta = S.product === 'beta', doubts = S.hatch ? beta ? c.betaDoubts : c.doubts : null;
  const colour = new Uint8Array(c.n), span = s.high - s.low;
  for (let i = 0; i < c.n; i++) { const v = l.values[i]; colour[i] = v === v ? 1 + Math.max(0, Math.min(254, Math.round((v - s.low) / span * 254))) : 0; }
  const { nx, ny } = D.mesh, sx = D.width / nx, sy = D.height / ny, nodes = D.nodes, widest = 6 * G.columns / nx, hp = Math.round(7 * dpr), hw = 2.6 * dpr, zone = S.zone;
  for (let py = 0; py < H; py++) {
    const y = (py + .5 - ty) / z, j = Math.floor(y / sy);
    if (j < 0 || j >= ny) continue;
    const v = y / sy - j, top = 2 * j * (nx + 1), under = 2 * (j + 1) * (nx + 1), mix = (i, k) => nodes[top + 2 * i + k] * (1 - v) + nodes[under + 2 * i + k] * v;
    for (let i = Math.max(0, Math.floor(-tx / z / sx)); i < nx; i++) {
      const from = Math.max(0, Math.ceil(i * sx * z + tx - .5)), to = Math.min(W, Math.ceil((i + 1) * sx * z + tx - .5));
      if (from >= W) break;
      const c0 = mix(i, 0), c1 = mix(i + 1, 0), r0 = mix(i, 1), r1 = mix(i + 1, 1);
      if (!(Math.abs(c1 - c0) < widest)) continue;
      for (let px = from; px < to; px++) {
        const u = ((px + .5 - tx) / z / sx) - i, column = Math.floor(c0 + (c1 - c0) * u), row = Math.floor(r0 + (r1 - r0) * u);
        if (column < 0 || row < 0 || column >= G.columns || row >= G.rows) continue;
        const cell = row * G.columns + column, k = c.index[cell];
        if (k < 0 || !colour[k]) continue;
        if (doubts && doubts[k] && (px + py) % hp < hw) continue;
        out[py * W + px] = zone && D.zoneOf[cell] !== zone ? table[colour[k]] & 0xffffff | 60 << 24 : table[colour[k]];
      }
    }
  }
  return image;
}
function bar(g, W, H, z, dpr) {
  if (D.globe && S.zoom < 4) return;
  const perPixel = D.metres / z, target = perPixel * Math.min(W * .28, 150 * dpr), power = 10 ** Math.floor(Math.log10(target)), m = [5, 2.5, 2, 1].find(k => k * power <= target) * power, w = m / perPixel, x = W - w - 12 * dpr, y = H - 10 * dpr;
  g.strokeStyle = g.fillStyle = css('ink'); g.lineWidth = 1.3 * dpr; g.beginPath(); g.moveTo(x, y - 5 * dpr); g.lineTo(x, y); g.lineTo(x + w, y); g.lineTo(x + w, y - 5 * dpr); g.stroke();
  g.font = 11 * dpr + 'px system-ui, sans-serif'; g.textAlign = 'center'; g.fillText(m >= 1000 ? m / 1000 + ' km' : m + ' m', x + w / 2, y - 6 * dpr);
}
function legend(at, band) {
  const p = product(), s = scaleFor(band), stops = D.ramps[rampFor(band)], all = [...s.ticks.keys()], few = s.ticks.length > 5 ? all.filter(i => i % 2 === 0 || i === all.length - 1) : all;
  at.replaceChildren();
  const title = document.createElement('b'), strip = document.createElement('i'), ticks = document.createElement('span');
  const unit = isU(band) ? '' : p.unit;
  title.textContent = `${p.name}: ${D.bands[band]}` + (unit ? ', ' + unit : '');
  strip.style.background = `linear-gradient(90deg, ${stops.join()})`;
  for (const i of few) { const t = document.createElement('span'); t.textContent = s.ticks[i]; ticks.append(t); }
  at.append(title, strip, ticks);
}

// --- Values --------------------------------------------------------------------------------------------------------
async function describe(x, y) {
  await ready;
  const at = cellAt(x, y);
  if (!at) return null;
  const c = await cover(S.cover), p = product(), k = c.index[at.cell], text = [placeOf(at)], show = v => v === v ? v.toFixed(p.decimals).replace('-', '−') : '–';
  if (D.zoneOf && D.zoneOf[at.cell]) text[0] += ' · ' + D.zones.names[D.zoneOf[at.cell] - 1];
  const value = async band => { const l = await layer(S.cover, p.key, band); return l && k >= 0 ? l.values[k] : NaN; };
  const mean = await value('mean');
  tip.dataset.column = at.column; tip.dataset.row = at.row; tip.dataset.value = mean;
  if (!(mean === mean)) { text.push(k < 0 ? 'not mapped: other land cover, masked, or no data' : 'no value'); return text; }
  text.push(`${c.name}, ${p.name}: ${show(mean)} ${p.unit}`.trim());
  const low = await value('low'), high = await value('high'), one = await value('singleLow'), other = await value('singleHigh'), u = await value('u'), index = await layer(S.cover, 'applicability', 'mean');
  if (low === low) text.push(`interval of the mean, 2.5–97.5 %: ${show(low)}–${show(high)}`);
  if (one === one) text.push(`single profile, 90 %: ${show(one)}–${show(other)}`);
  if (u === u) text.push('U ' + u.toFixed(2));
  if (index && p.key !== 'applicability') text.push('dissimilarity index ' + index.values[k].toFixed(2));
  const doubts = p.key === 'beta' ? c.betaDoubts : c.doubts;
  if (doubts && doubts[k]) text.push('do not read (see the legend)');
  return text;
}
function siteAt(canvas, px, py) {
  if (!S.sites || !D.sites) return null;
  const z = scaleOf(canvas), near = 7 * Math.min(2, devicePixelRatio || 1);
  return shown().find(s => Math.hypot(s[0] * z + canvas.width / 2 - S.cx * z - px, s[1] * z + canvas.height / 2 - S.cy * z - py) < near);
}
async function point(canvas, clientX, clientY) {
  const r = canvas.getBoundingClientRect(), px = (clientX - r.left) * canvas.width / r.width, py = (clientY - r.top) * canvas.height / r.height, [x, y] = toPicture(canvas, px, py);
  const site = siteAt(canvas, px, py), text = site ? [`${site[3]}: ${site[4]} profile${site[4] > 1 ? 's' : ''}, mean β ${site[5].toFixed(4)}`] : await describe(x, y);
  if (!text) { tip.hidden = true; return; }
  tip.replaceChildren(...text.map((t, i) => { const d = document.createElement(i ? 'div' : 'b'); d.textContent = t; return d; }));
  tip.hidden = false;
  const host = box.getBoundingClientRect(), left = clientX - host.left + 14;
  tip.style.left = Math.max(4, Math.min(left, host.width - tip.offsetWidth - 6)) + 'px';
  tip.style.top = (clientY - host.top + 16) + 'px';
  said.textContent = text.join('; ');
}

// --- Pointer, touch, keyboard --------------------------------------------------------------------------------------
let waiting = false;
const redraw = () => { if (waiting) return; waiting = true; requestAnimationFrame(() => { waiting = false; draw(); }); };
function zoomAt(canvas, factor, px = canvas.width / 2, py = canvas.height / 2) {
  const before = toPicture(canvas, px, py);
  S.zoom = Math.max(.8, Math.min(60, S.zoom * factor));
  const after = toPicture(canvas, px, py);
  S.cx += before[0] - after[0]; S.cy += before[1] - after[1]; keepInside(); redraw();
}
function keepInside() { S.cx = Math.max(0, Math.min(D.width, S.cx)); S.cy = Math.max(0, Math.min(D.height, S.cy)); }
for (const canvas of [A, B]) {
  const fingers = new Map();
  let moved = 0, spread = 0;
  canvas.addEventListener('pointerdown', e => { fingers.set(e.pointerId, [e.clientX, e.clientY]); canvas.setPointerCapture(e.pointerId); moved = 0; spread = 0; });
  canvas.addEventListener('pointermove', e => {
    const before = fingers.get(e.pointerId);
    if (!before) { point(canvas, e.clientX, e.clientY); return; }
    const ratio = canvas.width / canvas.getBoundingClientRect().width, z = scaleOf(canvas), dx = e.clientX - before[0], dy = e.clientY - before[1];
    moved += Math.hypot(dx, dy);
    fingers.set(e.pointerId, [e.clientX, e.clientY]);
    S.cx -= dx * ratio / z / fingers.size; S.cy -= dy * ratio / z / fingers.size; keepInside();
    if (fingers.size === 2) {
      const [p, q] = [...fingers.values()], now = Math.hypot(p[0] - q[0], p[1] - q[1]), r = canvas.getBoundingClientRect();
      if (spread) zoomAt(canvas, now / spread, ((p[0] + q[0]) / 2 - r.left) * ratio, ((p[1] + q[1]) / 2 - r.top) * ratio);
      spread = now;
    }
    tip.hidden = true; redraw();
  });
  const up = e => { if (fingers.delete(e.pointerId) && e.type === 'pointerup' && moved < 6) { S.mark = null; point(canvas, e.clientX, e.clientY); } spread = 0; };
  canvas.addEventListener('pointerup', up); canvas.addEventListener('pointercancel', up);
  canvas.addEventListener('pointerleave', e => { if (e.pointerType === 'mouse') tip.hidden = true; });
  canvas.addEventListener('wheel', e => { e.preventDefault(); const r = canvas.getBoundingClientRect(), ratio = canvas.width / r.width; zoomAt(canvas, e.deltaY < 0 ? 1.2 : 1 / 1.2, (e.clientX - r.left) * ratio, (e.clientY - r.top) * ratio); }, { passive: false });
  canvas.addEventListener('dblclick', e => { const r = canvas.getBoundingClientRect(), ratio = canvas.width / r.width; zoomAt(canvas, 2, (e.clientX - r.left) * ratio, (e.clientY - r.top) * ratio); });
  canvas.addEventListener('keydown', e => {
    const step = 40 / scaleOf(canvas), pans = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    if (pans[e.key]) { S.cx += pans[e.key][0]; S.cy += pans[e.key][1]; keepInside(); }
    else if (e.key === '+' || e.key === '=') zoomAt(canvas, 1.3);
    else if (e.key === '-') zoomAt(canvas, 1 / 1.3);
    else if (e.key === '0' || e.key === 'Home') home();
    else if (e.key === 'Escape') { S.mark = null; tip.hidden = true; redraw(); return; }
    else if (e.key !== 'Enter' && e.key !== ' ') return;
    e.preventDefault();
    S.mark = [S.cx, S.cy]; redraw();
    const r = canvas.getBoundingClientRect();
    point(canvas, r.left + r.width / 2, r.top + r.height / 2);
  });
  canvas.addEventListener('blur', () => { if (S.mark) { S.mark = null; tip.hidden = true; redraw(); } });
}
const home = () => { S.cx = D.width / 2; S.cy = D.height / 2; S.zoom = 1; redraw(); };

// --- Controls ------------------------------------------------------------------------------------------------------
function options(select, items, chosen) {
  select.replaceChildren(...items.map(([value, name]) => { const o = document.createElement('option'); o.value = value; o.textContent = name; o.selected = value === chosen; return o; }));
}
function bandsOf() { return Object.keys(D.bands).filter(band => D.layers[[S.cover, S.product, band].join('|')]).map(band => [band, D.bands[band]]); }
function controls() {
  const products = D.products.filter(p => D.layers[[S.cover, p.key, 'mean'].join('|')]);
  if (!products.some(p => p.key === S.product)) S.product = products[0].key;
  const bands = bandsOf(), has = band => bands.some(b => b[0] === band);
  if (!has(S.left)) S.left = 'mean';
  if (!has(S.right)) S.right = has('u') ? 'u' : 'mean';
  options($('cover'), D.covers.map(c => [c.code, c.name]), S.cover);
  options($('product'), products.map(p => [p.key, p.name]), S.product);
  options($('left'), bands, S.left); options($('right'), bands, S.right);
  box.dataset.mode = S.mode;
  $('mode').value = S.mode;
  A.setAttribute('aria-label', `Map: ${D.covers.find(c => c.code === S.cover).name}, ${product().name}, ${D.bands[S.left]}. Arrow keys move it, plus and minus zoom, Enter reads the middle.`);
  B.setAttribute('aria-label', `Map: ${D.bands[S.right]}`);
  redraw();
}
for (const name of ['cover', 'product', 'left', 'right', 'mode']) $(name).addEventListener('change', e => { S[name] = e.target.value; tip.hidden = true; controls(); });
$('hatch').addEventListener('change', e => { S.hatch = e.target.checked; redraw(); });
$('sites').addEventListener('change', e => { S.sites = e.target.checked; redraw(); });
$('swipe').addEventListener('input', e => { S.swipe = e.target.value / 100; redraw(); });
$('in').addEventListener('click', () => zoomAt(A, 1.5)); $('out').addEventListener('click', () => zoomAt(A, 1 / 1.5)); $('home').addEventListener('click', home);
if (D.zones) {
  options($('zone'), [['0', 'all zones'], ...D.zones.names.map((n, i) => [String(i + 1), n])], '0');
  $('zone').addEventListener('change', async e => {
    S.zone = +e.target.value; await ready;
    if (!S.zone) { home(); return; }
    let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
    for (let y = 4; y < D.height; y += 6) for (let x = 4; x < D.width; x += 6) { const at = cellAt(x, y); if (at && D.zoneOf[at.cell] === S.zone) { x0 = Math.min(x0, x); x1 = Math.max(x1, x); y0 = Math.min(y0, y); y1 = Math.max(y1, y); } }
    if (x1 > x0) { S.cx = (x0 + x1) / 2; S.cy = (y0 + y1) / 2; S.zoom = Math.min(40, .85 * Math.min(D.width / (x1 - x0 + 12), D.height / (y1 - y0 + 12))); }
    redraw();
  });
} else $('zone').parentElement.hidden = true;
if (!D.sites) $('sites').parentElement.hidden = true;
addEventListener('resize', redraw);
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);

// --- Saving --------------------------------------------------------------------------------------------------------
function save(name, parts, type) {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(new Blob(parts, { type })); a.download = name; document.body.append(a); a.click(); a.remove();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}
const fileName = () => `${S.cover}_${S.product.replace(/[^A-Za-z0-9-]+/g, '_')}_${S.left}`;
async function cellsToSave() { await ready; const c = await cover(S.cover), l = await layer(S.cover, S.product, S.left), v = new Float32Array(N).fill(NaN); for (let i = 0; i < N; i++) if (c.index[i] >= 0) v[i] = l.values[c.index[i]]; return v; }
$('csv').addEventListener('click', async () => {
  const v = await cellsToSave(), t = G.transform, rows = [G.degrees ? 'lon,lat,value' : 'x,y,value'], digits = product().decimals + 1;
  for (let i = 0; i < N; i++) if (v[i] === v[i]) { const c = i % G.columns + .5, r = Math.floor(i / G.columns) + .5; rows.push([+(t[0] + c * t[1] + r * t[2]).toFixed(6), +(t[3] + c * t[4] + r * t[5]).toFixed(6), +v[i].toFixed(digits + (isU(S.left) ? 2 : 0))].join()); }
  save(fileName() + '.csv', [rows.join('\n') + '\n'], 'text/csv');
});
$('tif').addEventListener('click', async () => save(fileName() + '.tif', [tiff(await cellsToSave())], 'image/tiff'));
// A GeoTIFF of one float32 band: one strip, ModelTransformation, and the reference system by its EPSG code where it has one.
function tiff(values) {
  const t = G.transform, model = [t[1], t[2], 0, t[0], t[4], t[5], 0, t[3], 0, 0, 0, 0, 0, 0, 0, 1], code = G.epsg || 32767;
  const keys = [1, 1, 0, 3, 1024, 0, 1, G.degrees ? 2 : 1, 1025, 0, 1, 1, G.degrees ? 2048 : 3072, 0, 1, code], nan = [110, 97, 110, 0];
  const tags = [[256, 4, [G.columns]], [257, 4, [G.rows]], [258, 3, [32]], [259, 3, [1]], [262, 3, [1]], [273, 4, [0]], [277, 3, [1]], [278, 4, [G.rows]], [279, 4, [4 * N]], [339, 3, [3]], [34264, 12, model], [34735, 3, keys], [42113, 2, nan]];
  const size = { 2: 1, 3: 2, 4: 4, 12: 8 };
  let extra = 8 + 2 + 12 * tags.length + 4;
  extra += extra % 8 ? 8 - extra % 8 : 0;
  const places = tags.map(([, type, list]) => { const n = size[type] * list.length; if (n <= 4) return 0; const at = extra; extra += n + (n % 8 ? 8 - n % 8 : 0); return at; });
  tags.find(tag => tag[0] === 273)[2][0] = extra;
  const buffer = new ArrayBuffer(extra + 4 * N), d = new DataView(buffer);
  d.setUint16(0, 0x4949); d.setUint16(2, 42, true); d.setUint32(4, 8, true); d.setUint16(8, tags.length, true);
  tags.forEach(([tag, type, list], i) => {
    const at = 10 + 12 * i, write = (p, v) => type === 2 ? d.setUint8(p, v) : type === 3 ? d.setUint16(p, v, true) : type === 4 ? d.setUint32(p, v, true) : d.setFloat64(p, v, true);
    d.setUint16(at, tag, true); d.setUint16(at + 2, type, true); d.setUint32(at + 4, list.length, true);
    if (places[i]) d.setUint32(at + 8, places[i], true);
    list.forEach((v, k) => write((places[i] || at + 8) + size[type] * k, v));
  });
  for (let i = 0; i < N; i++) d.setFloat32(extra + 4 * i, values[i], true);
  return buffer;
}

// --- Tables --------------------------------------------------------------------------------------------------------
// A button below each table saves it as CSV, in the order that is shown.
function saveTables() {
  for (const section of document.querySelectorAll('main > section')) {
    [...section.querySelectorAll('table')].forEach((table, i) => {
      const button = document.createElement('button');
      button.className = 'csv'; button.textContent = 'save table as CSV';
      button.addEventListener('click', () => save(`${section.id}-table-${i + 1}.csv`, [csv(table)], 'text/csv'));
      table.after(button);
    });
  }
}
// A range that a cell shows after its value has a column of its own.
function csv(table) {
  const rows = [...table.rows].map(row => [...row.cells]), ranged = rows[0].map((_, i) => rows.some(row => row[i]?.querySelector('.range')));
  const plain = text => {
    const line = text.replace(/\s+/g, ' ').trim().replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, '\ufffd'), number = line.replace(/,/g, '').replace(/^−/, '-');
    return line === '–' ? '' : /^-?\d+(\.\d+)?$/.test(number) ? number : /^[=+@-]/.test(line) ? "'" + line : line;
  };
  const fields = (row, isHead) => row.flatMap((cell, i) => {
    const copy = cell.cloneNode(true), range = copy.querySelector('.range')?.textContent ?? '';
    copy.querySelector('.range')?.remove();
    return ranged[i] ? [plain(copy.textContent), isHead ? plain(copy.textContent + ', range') : plain(range)] : [plain(copy.textContent)];
  });
  return rows.map((row, i) => fields(row, i === 0).map(field => /[",]/.test(field) ? '"' + field.replace(/"/g, '""') + '"' : field).join() + '\n').join('');
}
function sortTables() {
  for (const table of document.querySelectorAll('main table')) {
    const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
    if (body.rows.length < 3) continue;
    const number = cell => { const m = cell.textContent.replace(/[ ,]/g, '').replace('−', '-').match(/^-?\d+(\.\d+)?/); return m ? +m[0] : NaN; };
    heads.forEach((head, i) => {
      const button = document.createElement('button');
      button.className = 'sort'; button.append(...head.childNodes); head.append(button);
      button.addEventListener('click', () => {
        const up = head.getAttribute('aria-sort') !== 'ascending', rows = [...body.rows];
        heads.forEach(h => h.removeAttribute('aria-sort')); head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
        rows.sort((r, s) => { const a = number(r.cells[i]), b = number(s.cells[i]); return (isNaN(a) || isNaN(b) ? r.cells[i].textContent.localeCompare(s.cells[i].textContent) : a - b) * (up ? 1 : -1); });
        body.append(...rows);
      });
    });
  }
}
box.hidden = false;
box.style.setProperty('--shape', D.width / D.height);
box.classList.toggle('flat', D.width > 1.6 * D.height);
controls();
})();
