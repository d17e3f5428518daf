using ILGPU;
using SoilBeta.Numerics;
using SoilBeta.Soil;

namespace SoilBeta.Kernels;

/// <summary>Arguments of the kernels that compute densities from S.</summary>
public readonly record struct LayerArguments
{
    /// <summary>S of all outputs, then the parts, then sums of them, [plane][cell][realisation].</summary>
    public ArrayView<int> Values { get; init; }

    /// <summary>Topsoil density, Mg C ha⁻¹, [cell].</summary>
    public ArrayView<float> Topsoil { get; init; }

    /// <summary>Depth to rock, cm, [cell]; not read without rock.</summary>
    public ArrayView<int> SoilDepths { get; init; }

    /// <summary>Depths of the bounds of the layers that the forest predicts, cm, one more than outputs.</summary>
    public ArrayView<int> Bounds { get; init; }

    /// <summary>First and last layer of each sum of layers.</summary>
    public ArrayView<int> Sums { get; init; }

    /// <summary>Draws.</summary>
    public DrawSource Draws { get; init; }

    /// <summary>Realisations of the slice.</summary>
    public RealisationSlice Rows { get; init; }

    /// <summary>1 where some cell has rock above 100 cm.</summary>
    public int HasRock { get; init; }

    /// <summary>Index of the topsoil among the variables.</summary>
    public int TopsoilVariable { get; init; }

    /// <summary>1 where the topsoil varies between draws.</summary>
    public int TopsoilVaries { get; init; }

    /// <summary>Depth of the topsoil d₀, cm.</summary>
    public int TopsoilDepth { get; init; }

    /// <summary>1 where sums of the parts of Equation 3 are wanted.</summary>
    public int WithSums { get; init; }

    /// <summary>Layers that the forest predicts.</summary>
    public int Outputs { get; init; }

    /// <summary>1 where the topsoil replaces the first of them.</summary>
    public int TopsoilReplacesFirst { get; init; }

    /// <summary>Value of one unit of S in 1/65,536 of the target's unit.</summary>
    public float DensityUnit { get; init; }

    /// <summary>Topsoil density of a cell in a realisation, within its bounds.</summary>
    /// <param name="cell">Cell.</param>
    /// <param name="realisation">Realisation of the slice.</param>
    public float TopsoilOf(int cell, int realisation)
    {
        float x = Topsoil[cell];
        if (TopsoilVaries != 0)
            return Draws.Perturbed(TopsoilVariable, x, Draws.One(cell, (int)((Rows.First + (uint)realisation) / Rows.Divisor), TopsoilVariable));
        DevicePerturbation rule = Draws.Rules[TopsoilVariable];
        return PerturbedValue.Clip(x, rule.Lower, rule.Upper);
    }
}

/// <summary>Densities of the layers from S: a work-item owns a realisation of a cell.</summary>
public static class LayerKernels
{
    /// <summary>Equation 3 of β and the topsoil, cut at rock: six parts, and four sums of them where these are wanted.</summary>
    public static void EquationThree(Index1D index, LayerArguments a)
    {
        int count = (int)a.Rows.Count, plane = (int)a.Rows.Cells * count, cell = index / count, at = index;
        float beta = a.Values[at] * a.Rows.Scale;
        LayerParts parts = LayerDensities.Compute(a.TopsoilOf(cell, index - (cell * count)), a.TopsoilDepth, beta);
        if (a.HasRock != 0)
            parts = RockCut.Apply(parts, a.SoilDepths[cell]);
        a.Values[plane + at] = parts.To20;
        a.Values[(2 * plane) + at] = parts.To40;
        a.Values[(3 * plane) + at] = parts.To60;
        a.Values[(4 * plane) + at] = parts.To80;
        a.Values[(5 * plane) + at] = parts.To100;
        a.Values[(6 * plane) + at] = parts.To30;
        if (a.WithSums == 0)
            return;
        int below = parts.To40 + parts.To60 + parts.To80 + parts.To100;
        a.Values[(7 * plane) + at] = below;
        a.Values[(8 * plane) + at] = below + parts.To20;
        a.Values[(9 * plane) + at] = parts.To20 + parts.To30;
        a.Values[(10 * plane) + at] = below - parts.To30;
    }

    /// <summary>Layers that the forest predicts, the first replaced by a given topsoil, cut at rock, and sums of neighbouring layers.</summary>
    public static void Direct(Index1D index, LayerArguments a)
    {
        int count = (int)a.Rows.Count, plane = (int)a.Rows.Cells * count, cell = index / count, at = index;
        for (int layer = 0; layer < a.Outputs; layer++)
        {
            float density = a.Values[(layer * plane) + at] * a.DensityUnit;
            if (layer == 0 && a.TopsoilReplacesFirst != 0)
                density = a.TopsoilOf(cell, index - (cell * count)) * LayerDensities.Units;
            int units = (int)density;
            if (a.HasRock != 0)
            {
                int top = a.Bounds[layer], bottom = a.Bounds[layer + 1];
                units = RockCut.Layer(units, RockCut.SoilBetween(a.SoilDepths[cell], top, bottom), bottom - top);
            }
            a.Values[((a.Outputs + layer) * plane) + at] = units;
        }
        for (int sum = 0; 2 * sum < a.Sums.IntLength; sum++)
        {
            int total = 0;
            for (int layer = a.Sums[2 * sum]; layer <= a.Sums[(2 * sum) + 1]; layer++)
                total += a.Values[((a.Outputs + layer) * plane) + at];
            a.Values[(((2 * a.Outputs) + sum) * plane) + at] = total;
        }
    }
}
