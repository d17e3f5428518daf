namespace SoilBeta.Numerics;

/// <summary>The table of standard normals that all cells share.</summary>
public static class CommonDraws
{
    /// <summary>Standard normals by Philox, computed in double from 52 random bits each and rounded to float; a draw does not change with the number of draws or variables.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="variables">Number of variables, at least 1.</param>
    /// <param name="draws">Number of draws, at least 1.</param>
    /// <returns>z, [variable][draw].</returns>
    public static float[] Table(ulong seed, int variables, int draws) => Table(seed, variables, draws, DrawSampler.MonteCarlo);

    /// <summary>Standard normals of a sampler, with its correlations, computed in double and rounded to float once.</summary>
    /// <param name="seed">The study's seed.</param>
    /// <param name="variables">Number of variables, at least 1.</param>
    /// <param name="draws">Number of draws, at least 1.</param>
    /// <param name="sampler">Sampler and correlations.</param>
    /// <returns>z, [variable][draw].</returns>
    /// <exception cref="ArgumentException">The sampler cannot make this number of draws: <see cref="DrawSampler.Refusal"/>.</exception>
    /// <exception cref="InvalidDataException">The table exceeds the length of an array.</exception>
    public static float[] Table(ulong seed, int variables, int draws, DrawSampler sampler)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(variables, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        if (sampler.CorrelationRoot is { } root && root.Length > variables)
            throw new ArgumentException($"Correlations of {root.Length} variables for {variables}.", nameof(sampler));
        if ((long)variables * draws > Array.MaxLength)
            throw new InvalidDataException($"{variables:N0} variables × {draws:N0} draws are {(long)variables * draws:N0} normals, more than the {Array.MaxLength:N0} of an array. Use fewer draws.");
        double[][] normals = sampler.Normals(seed, variables, draws);
        var table = new float[variables * draws];
        for (int variable = 0; variable < variables; variable++)
        {
            for (int draw = 0; draw < draws; draw++)
                table[(variable * draws) + draw] = (float)normals[variable][draw];
        }
        return table;
    }
}
