// Equation 3 on fixed-point integers: topsoil density and beta give the density of the five 20 cm layers and of 20-30 cm, in 1/65,536 Mg C per hectare.
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

// The layers, then 20-30 cm.
#define PARTS (LAYERS + 1)

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
    // The upper of two 10 cm slices holds the share 1 / (1 + p).
    density[LAYERS] = (int)((long)density[1] * 1048576 / (1048576 + convert_int_sat_rtz(p * 1048576.0f)));
#else
    // Sums of the shares of 10 cm slices, 2^24 units for the first. The quotient by the topsoil's share is an integer division; layers are
    // differences, so that 0-d0 cm equals the topsoil exactly.
    long shares[2 * LAYERS + 1];
    float slice = 16777216.0f;
    shares[0] = 0;
    for (int i = 1; i <= 2 * LAYERS; i++)
    {
        shares[i] = shares[i - 1] + (long)slice;
        slice *= p;
    }
    long units = convert_int_sat_rtz(topsoil * 65536.0f), above = 0;
    for (int layer = 0; layer < LAYERS; layer++)
    {
        long below = units * shares[2 * (layer + 1)] / shares[TOPSOIL_DEPTH / 10];
        density[layer] = (int)(below - above);
        above = below;
    }
    density[LAYERS] = (int)(units * shares[3] / shares[TOPSOIL_DEPTH / 10]) - density[0];
#endif
}

// Ends the layers at rock: a layer cut by rock keeps the share of its 20 cm that is soil, in whole centimetres. With rock down to 30 cm,
// all soil of 20-40 cm is above 30 cm.
static inline void cut_at_rock(int soilDepth, int *density)
{
    for (int layer = 0; layer < LAYERS; layer++)
    {
        int left = clamp(soilDepth - 20 * layer, 0, 20);
        if (left < 20) density[layer] = (int)((long)density[layer] * left / 20);
    }
    if (soilDepth < 40) density[LAYERS] = soilDepth <= 30 ? density[1] : min(density[LAYERS], density[1]);
}

#endif
