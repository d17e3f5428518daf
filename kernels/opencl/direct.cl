// Layers that the forest predicts: S of each output gives the layer's density.
//
// A work-item owns one realisation (dimension 0) of one cell (dimension 1). values is [plane][cell][realisation]: S of each output, then the
// layers, then sums of neighbouring layers. The same chain as the CPU device, step by step, so that the integers are the same.
#ifndef OUTPUTS
#error OUTPUTS is not defined: values of a leaf, the layers
#endif
#ifndef TOPSOIL_VARIABLE
#error TOPSOIL_VARIABLE is not defined: position of the topsoil among the variables of a draw when it varies, -1 when it does not
#endif
#ifndef TOPSOIL_REPLACES
#error TOPSOIL_REPLACES is not defined: whether the topsoil replaces the first layer, 1 or 0
#endif
#ifndef LAYER_SUMS
#error LAYER_SUMS is not defined: number of sums of layers
#endif
#include "layout.h"
#include "draws.h"

kernel void direct(
    global const float *topsoil,            // Mg C per hectare, [cell]; one unused entry where it replaces nothing
    global const int *soilDepths,           // depth to rock, cm, [cell]; one unused entry when hasRock is 0
    uint hasRock,
    global const DevicePerturbation *rules, // [variable]
    uint topsoilRule,                       // index of the topsoil's rule
    global const float *normals,            // draws.h
    global const ulong *drawKeys,           // [cell]; not read for common draws
    global const int *bounds,               // depths of the layers' bounds, cm, OUTPUTS + 1
    global const int *sums,                 // first and last layer of each sum
    RealisationSlice slice,                 // its scale gives units of 1/65,536
    global int *values)
{
    uint realisation = get_global_id(0), cell = get_global_id(1);
    if (realisation >= slice.count) return;
    uint at = cell * slice.count + realisation, plane = slice.cells * slice.count;
    for (uint layer = 0; layer < OUTPUTS; layer++)
    {
        float density = (float)values[layer * plane + at] * slice.scale;
#if TOPSOIL_REPLACES
        if (layer == 0)
        {
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
            density = x * 65536.0f;
        }
#endif
        int units = convert_int_sat_rtz(density);
        if (hasRock)
        {
            int thickness = bounds[layer + 1] - bounds[layer];
            units = (int)((long)units * clamp(soilDepths[cell] - bounds[layer], 0, thickness) / thickness);
        }
        values[(OUTPUTS + layer) * plane + at] = units;
    }
    for (uint i = 0; i < LAYER_SUMS; i++)
    {
        int total = 0;
        for (int layer = sums[2 * i]; layer <= sums[2 * i + 1]; layer++) total += values[(OUTPUTS + layer) * plane + at];
        values[(2 * OUTPUTS + i) * plane + at] = total;
    }
}
