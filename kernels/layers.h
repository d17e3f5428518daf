// Equation 3 on fixed-point integers: topsoil density and beta give the density of the five 20 cm layers, in 1/65,536 Mg C per hectare.
// The same chain as SoilBeta.Soil.LayerDensities, step by step: powers of beta are products, nothing is fused, quotients are of integers.
#ifndef LAYERS_H
#define LAYERS_H
#pragma OPENCL FP_CONTRACT OFF

#ifndef TOPSOIL_DEPTH
#error TOPSOIL_DEPTH is not defined: depth of the topsoil density, cm, a multiple of 10 from 10 to 100
#endif
#ifndef LAYERS
#error LAYERS is not defined: number of 20 cm layers
#endif

// beta^10 = (beta^4 * beta)^2.
static inline float tenth_power(float beta)
{
    float b2 = beta * beta;
    float b5 = b2 * b2 * beta;
    return b5 * b5;
}

// Density of the layers 0-20 ... 80-100 cm. All of them together stay below 2^31: the host bounds topsoil and beta (LayerDensities.LargestTopsoilOf). A topsoil depth of 20 cm needs no quotient: layer k is X * q^k, q = beta^20.
static inline void layer_densities(float topsoil, float beta, int *density)
{
    float p = tenth_power(beta);
#if TOPSOIL_DEPTH == 20
    float q = p * p;
    float d = topsoil * 65536.0f;
    for (int layer = 0; layer < LAYERS; layer++)
    {
        density[layer] = convert_int_sat_rtz(d);
        d *= q;
    }
#else
    // Shares of 10 cm slices, 2^24 units for the first; the quotient by the topsoil's share is an integer division.
    long slices[2 * LAYERS];
    float slice = 16777216.0f;
    long topsoilShare = 0;
    for (int i = 0; i < 2 * LAYERS; i++)
    {
        slices[i] = (long)slice;
        if (10 * i < TOPSOIL_DEPTH) topsoilShare += slices[i];
        slice *= p;
    }
    long units = convert_int_sat_rtz(topsoil * 65536.0f);
    for (int layer = 0; layer < LAYERS; layer++)
        density[layer] = (int)(units * (slices[2 * layer] + slices[2 * layer + 1]) / topsoilShare);
#endif
}

// Ends the layers at rock: a layer that rock cuts keeps the share of its 20 cm that is soil, in whole centimetres.
static inline void cut_at_rock(int soilDepth, int *density)
{
    for (int layer = 0; layer < LAYERS; layer++)
    {
        int left = clamp(soilDepth - 20 * layer, 0, 20);
        if (left < 20) density[layer] = (int)((long)density[layer] * left / 20);
    }
}

#endif
