#!/usr/bin/env python3
"""Makes world.bin, which WorldMap.cs reads: coast, borders and countries of Natural Earth 1:50m, version 4.1 (public domain).

    make.py ne_countries.geojson.gz world.bin

The input is a FeatureCollection of MultiPolygons with the properties `name` and `iso_n3`, in degrees rounded to 0.01, as
made from the package world-atlas 2.0.2 (topojson-client's feature() of countries-50m.json). Rings are cut at the points where
their neighbours differ, so that an edge which two countries share is stored once: an arc used by one ring is coast, one used
by two is a border.

Content, deflated (zlib), all numbers varints (LEB128), signed ones in zigzag, coordinates in 0.01 degree:
  number of arcs; of each: number of points, then longitude and latitude as differences from the point before (the first from 0)
  number of countries; of each: length and UTF-8 of the name, the same of the ISO 3166-1 numeric code, number of polygons;
  of each polygon: number of rings; of each ring: number of arcs, then the arcs: number i for forward, ~i for backward
"""
import gzip, json, sys, zlib
from collections import defaultdict

source, target = sys.argv[1:3]
countries = json.load(gzip.open(source))["features"]
rings = []
shapes = []
for country in countries:
    geometry = country["geometry"]
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    shape = []
    for polygon in polygons:
        numbers = []
        for ring in polygon:
            points = []
            for x, y in ring:
                point = (round(x * 100), round(y * 100))
                if not points or points[-1] != point:
                    points.append(point)
            if len(points) > 1 and points[0] == points[-1]:
                points.pop()
            if len(points) >= 3:
                numbers.append(len(rings))
                rings.append(points)
        if numbers:
            shape.append(numbers)
    shapes.append(shape)

neighbours = defaultdict(set)
for points in rings:
    for i, point in enumerate(points):
        neighbours[point].add(frozenset((points[i - 1], points[(i + 1) % len(points)])))
junctions = {point for point, sets in neighbours.items() if len(sets) > 1}

arcs, known = [], {}
def arc(points):
    forward, backward = tuple(points), tuple(reversed(points))
    if forward in known:
        return known[forward]
    if backward in known:
        return ~known[backward]
    known[forward] = len(arcs)
    arcs.append(forward)
    return known[forward]

parts = []
for points in rings:
    cuts = [i for i, point in enumerate(points) if point in junctions]
    if not cuts:
        start = points.index(min(points))  # two countries that share a whole ring begin it at the same point
        whole = points[start:] + points[:start + 1]
        parts.append([arc(whole)])
        continue
    own = []
    for cut, following in zip(cuts, cuts[1:] + [cuts[0] + len(points)]):
        own.append(arc([points[i % len(points)] for i in range(cut, following + 1)]))
    parts.append(own)

out = bytearray()
def varint(value):
    while value >= 128:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
def signed(value):
    varint(value << 1 if value >= 0 else (-value << 1) - 1)
def text(value):
    data = value.encode()
    varint(len(data))
    out.extend(data)

varint(len(arcs))
for points in arcs:
    varint(len(points))
    x = y = 0
    for px, py in points:
        signed(px - x)
        signed(py - y)
        x, y = px, py
varint(len(countries))
for country, shape in zip(countries, shapes):
    text(country["properties"]["name"] or "")
    text(country["properties"]["iso_n3"] or "")
    varint(len(shape))
    for numbers in shape:
        varint(len(numbers))
        for number in numbers:
            varint(len(parts[number]))
            for one in parts[number]:
                signed(one)
open(target, "wb").write(zlib.compress(bytes(out), 9))
print(f"{len(arcs)} arcs, {sum(map(len, arcs))} points, {len(countries)} countries")
