using System.Numerics;

namespace SoilBeta.Numerics;

/// <summary>How the normals of common draws are sampled.</summary>
/// <param name="Kind">Independent draws, or Owen-scrambled Sobol points.</param>
/// <param name="Replicates">Independent scramblings of Sobol points; the number of draws is this times a power of two.</param>
/// <param name="Refits">Number of refits that take draws in turn (k mod B): Sobol points are distributed so that each refit gets consecutive indices, which are evenly spread themselves.</param>
/// <param name="CorrelationRoot">Cholesky factor of the correlations of the first variables, [row][column]; null where they are independent. Further variables are independent.</param>
public sealed record DrawSampler(Sampler Kind = Sampler.MonteCarlo, int Replicates = 1, int Refits = 1, double[][]? CorrelationRoot = null)
{
    /// <summary>Independent standard normals.</summary>
    public static readonly DrawSampler MonteCarlo = new();

    /// <summary>Whether the draws are Sobol points.</summary>
    public bool IsSobol => Kind == Sampler.Sobol;

    /// <summary>Why this sampler cannot create a number of draws; null if it can.</summary>
    public string? Refusal(int draws, int variables)
    {
        if (!IsSobol)
            return null;
        if (variables > SobolSequence.LargestDimensions)
            return $"Sobol points have at most {SobolSequence.LargestDimensions} dimensions, and {variables} variables are uncertain.";
        int points = draws / Math.Max(1, Replicates);
        if (Replicates >= 1 && draws % Replicates == 0 && BitOperations.IsPow2(points) && points <= 1 << ScrambledSobol.LargestLogarithm)
            return null;
        int nearest = Math.Max(1, Replicates) << (int)Math.Clamp(Math.Round(Math.Log2(Math.Max(1, (double)draws / Math.Max(1, Replicates)))), 0, ScrambledSobol.LargestLogarithm);
        return $"Sobol points come in powers of two for each of {Replicates} replicates: {nearest} draws are the nearest to {draws}.";
    }

    /// <summary>Standard normals in double before correlation and rounding, [variable][draw].</summary>
    internal double[][] Normals(ulong seed, int variables, int draws)
    {
        var normals = new double[variables][];
        for (int variable = 0; variable < variables; variable++)
            normals[variable] = IsSobol ? Sobol(seed, variable, draws) : Independent(seed, variable, draws);
        if (CorrelationRoot is not { } root)
            return normals;
        for (int draw = 0; draw < draws; draw++)
        {
            // From the last row up, so that the rows still needed hold the sampler's own normals.
            for (int row = root.Length - 1; row >= 0; row--)
            {
                double sum = 0;
                for (int column = 0; column <= row; column++)
                    sum += root[row][column] * normals[column][draw];
                normals[row][draw] = sum;
            }
        }
        return normals;
    }

    private static double[] Independent(ulong seed, int variable, int draws)
    {
        var normals = new double[draws];
        for (int draw = 0; draw < draws; draw++)
            normals[draw] = NormalQuantile.FromBits(Philox4x32.ForStream(RandomStream.CommonDraws, (uint)variable, (uint)draw, seed).First64);
        return normals;
    }

    private double[] Sobol(ulong seed, int variable, int draws)
    {
        if (Refusal(draws, variable + 1) is { } refusal)
            throw new ArgumentException(refusal, nameof(draws));
        int points = draws / Replicates;
        int logarithm = BitOperations.Log2((uint)points);
        var normals = new double[draws];
        int[] order = [.. Enumerable.Range(0, points)];
        for (int replicate = 0; replicate < Replicates; replicate++)
        {
            int first = replicate * points;
            if (Refits > 1)
                order = [.. Enumerable.Range(0, points).OrderBy(draw => (first + draw) % Refits)]; // a stable sort
            double[] coordinates = ScrambledSobol.Coordinates(seed, variable, replicate, logarithm);
            for (int index = 0; index < points; index++)
                normals[first + order[index]] = NormalQuantile.At(coordinates[index]);
        }
        return normals;
    }
}

/// <summary>Sampler of common draws.</summary>
public enum Sampler
{
    /// <summary>Independent draws.</summary>
    MonteCarlo,

    /// <summary>Owen-scrambled Sobol points.</summary>
    Sobol,
}
