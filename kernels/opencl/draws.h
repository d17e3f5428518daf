// Draws: the standard normal z of a variable in a draw, and the perturbed value x'.
// Only + - * and fma, nothing fused by the compiler, no logarithm, root or quotient: the same bits on every device.
#ifndef DRAWS_H
#define DRAWS_H
#include "layout.h"
#include "philox.h"
#pragma OPENCL FP_CONTRACT OFF

#ifndef COMMON_DRAWS
#error COMMON_DRAWS is not defined: 1 when all cells share one table of normals, 0 when Philox makes them
#endif
#ifndef DRAWS
#error DRAWS is not defined: number of draws
#endif

// Standard normals of the variables 4*block .. 4*block+3 of a draw.
//   common draws: normals is the host's table, [variable][draw]; variables from 'variables' on are not read.
//   otherwise: counter = (low, high half of the cell's or block's key, draw, block), z = normals[word >> 16], 65,536 quantiles.
static inline float4 standard_normals(global const float *normals, ulong drawKey, uint2 seed, uint draw, uint block, uint variables)
{
#if COMMON_DRAWS
    uint at = 4 * block;
    float4 z = (float4)(0.0f);
    z.x = normals[at * DRAWS + draw];
    if (at + 1 < variables) z.y = normals[(at + 1) * DRAWS + draw];
    if (at + 2 < variables) z.z = normals[(at + 2) * DRAWS + draw];
    if (at + 3 < variables) z.w = normals[(at + 3) * DRAWS + draw];
    return z;
#else
    uint4 word = philox((uint4)((uint)drawKey, (uint)(drawKey >> 32), draw, block), seed) >> 16;
    return (float4)(normals[word.x], normals[word.y], normals[word.z], normals[word.w]);
#endif
}

// min(max(x, lower), upper) that keeps NaN, as .NET's MathF.Min and Max do (OpenCL's fmin and fmax drop it).
static inline float clip(float x, float lower, float upper)
{
    x = x < lower ? lower : x;
    return x > upper ? upper : x;
}

// x' = min(max(fma(sd, z, x), lower), upper), sd = amount * |x| (one multiplication) or amount.
static inline float perturbed(float x, float z, DevicePerturbation rule)
{
    float sd = rule.isShare ? rule.amount * fabs(x) : rule.amount;
    return clip(fma(sd, z, x), rule.lower, rule.upper);
}

#endif
