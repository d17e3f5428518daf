using ILGPU;
using SoilBeta.Numerics;

namespace SoilBeta.Kernels;

/// <summary>Standard normals and the perturbed values x′, as all host code computes them.</summary>
public readonly record struct DrawSource
{
    /// <summary>Common draws: the host's table, [variable][draw]; otherwise its 65,536 normal quantiles.</summary>
    public ArrayView<float> Normals { get; init; }

    /// <summary>Keys of block and independent draws, [cell]; not read for common draws.</summary>
    public ArrayView<long> Keys { get; init; }

    /// <summary>Perturbations, [variable].</summary>
    public ArrayView<DevicePerturbation> Rules { get; init; }

    /// <summary>Number of common draws; 0 for block and independent draws.</summary>
    public int CommonDraws { get; init; }

    /// <summary>The generator's key.</summary>
    public ulong Seed { get; init; }

    /// <summary>Standard normals of the variables 4 · <paramref name="block"/> … 4 · <paramref name="block"/> + 3 of a draw.</summary>
    /// <param name="cell">Cell of the chunk.</param>
    /// <param name="draw">Draw.</param>
    /// <param name="block">Index of the first variable, divided by 4.</param>
    /// <param name="variables">Number of variables; those from there on are 0.</param>
    public FourNormals Four(int cell, int draw, int block, int variables)
    {
        if (CommonDraws > 0)
        {
            int first = 4 * block;
            float z0 = Normals[(first * CommonDraws) + draw], z1 = 0, z2 = 0, z3 = 0;
            if (first + 1 < variables)
                z1 = Normals[((first + 1) * CommonDraws) + draw];
            if (first + 2 < variables)
                z2 = Normals[((first + 2) * CommonDraws) + draw];
            if (first + 3 < variables)
                z3 = Normals[((first + 3) * CommonDraws) + draw];
            return new FourNormals(z0, z1, z2, z3);
        }
        PhiloxWords words = Philox4x32.ForDraw(Keys[cell], draw, block, Seed);
        return new FourNormals(Normals[(int)(words.W0 >> 16)], Normals[(int)(words.W1 >> 16)], Normals[(int)(words.W2 >> 16)], Normals[(int)(words.W3 >> 16)]);
    }

    /// <summary>Standard normal of one variable.</summary>
    /// <param name="cell">Cell of the chunk.</param>
    /// <param name="draw">Draw.</param>
    /// <param name="variable">Variable.</param>
    public float One(int cell, int draw, int variable)
    {
        FourNormals four = Four(cell, draw, variable / 4, variable + 1);
        int word = variable & 3;
        return word == 0 ? four.Z0 : word == 1 ? four.Z1 : word == 2 ? four.Z2 : four.Z3;
    }

    /// <summary>x′ of a variable: <see cref="PerturbedValue"/>, with the device's fused multiply-add.</summary>
    /// <param name="variable">Variable.</param>
    /// <param name="x">Value.</param>
    /// <param name="z">Standard normal.</param>
    public float Perturbed(int variable, float x, float z)
    {
        DevicePerturbation rule = Rules[variable];
        float sd = PerturbedValue.StandardDeviation(rule.IsShare != 0, rule.Amount, x);
        return PerturbedValue.Clip(DeviceMath.FusedMultiplyAdd(sd, z, x), rule.Lower, rule.Upper);
    }
}

/// <summary>Standard normals of four variables of a draw.</summary>
/// <param name="Z0">Of the first.</param>
/// <param name="Z1">Of the second.</param>
/// <param name="Z2">Of the third.</param>
/// <param name="Z3">Of the fourth.</param>
public readonly record struct FourNormals(float Z0, float Z1, float Z2, float Z3);
