// Depth integration: S of a realisation and the cell's topsoil give the densities of the layers.
//
// A work-item owns one realisation (dimension 0) of one cell (dimension 1) and writes one int to each plane after the first:
// values is [plane][cell][realisation], plane 0 = S, 1 ... PARTS = the layers and 20-30 cm and, where densities
// are selected, the sums 20-100, 0-100, 0-30 and 30-100 cm.
// Neighbouring work-items write neighbouring realisations.
#ifndef TOPSOIL_VARIABLE
#error TOPSOIL_VARIABLE is not defined: position of the topsoil among the variables of a draw when it varies, -1 when it does not
#endif
#ifndef SELECT_DENSITIES
#error SELECT_DENSITIES is not defined: whether order statistics of densities are wanted, 1 or 0
#endif
#include "layout.h"
#include "draws.h"
#include "layers.h"

kernel void integrate(
    global const float *topsoil,            // Mg C per hectare, [cell]
    global const int *soilDepths,           // depth to rock, cm, [cell]; one unused entry when hasRock is 0
    uint hasRock,
    global const DevicePerturbation *rules, // [variable], the topsoil's last
    uint topsoilRule,                       // index of the topsoil's rule
    global const float *normals,            // draws.h
    global const ulong *drawKeys,           // [cell]; not read for common draws
    RealisationSlice slice,
    global int *values)
{
    uint realisation = get_global_id(0), cell = get_global_id(1);
    if (realisation >= slice.count) return;
    DevicePerturbation rule = rules[topsoilRule];
    float x = topsoil[cell];
#if TOPSOIL_VARIABLE >= 0
    uint draw = (slice.first + realisation) / slice.divisor;
    uint2 seed = (uint2)(slice.seedLow, slice.seedHigh);
    float4 z = standard_normals(normals, COMMON_DRAWS ? 0 : drawKeys[cell], seed, draw, TOPSOIL_VARIABLE / 4, TOPSOIL_VARIABLE + 1);
    x = perturbed(x, TOPSOIL_VARIABLE % 4 == 0 ? z.x : TOPSOIL_VARIABLE % 4 == 1 ? z.y : TOPSOIL_VARIABLE % 4 == 2 ? z.z : z.w, rule);
#else
    x = clip(x, rule.lower, rule.upper);
#endif

    uint at = cell * slice.count + realisation, plane = slice.cells * slice.count;
    int density[PARTS];
    layer_densities(x, (float)values[at] * slice.scale, density);
    if (hasRock) cut_at_rock(soilDepths[cell], density);
    int below = 0;
    for (int part = 0; part < PARTS; part++)
    {
        values[(part + 1) * plane + at] = density[part];
        if (part > 0 && part < LAYERS) below += density[part];
    }
#if SELECT_DENSITIES
    values[(PARTS + 1) * plane + at] = below;
    values[(PARTS + 2) * plane + at] = below + density[0];
    values[(PARTS + 3) * plane + at] = density[0] + density[LAYERS];
    values[(PARTS + 4) * plane + at] = below - density[LAYERS];
#endif
}
