using SoilBeta.Numerics;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Training.Tables;

/// <summary>Correlations of the covariates over the training profiles, for <c>correlation: training</c>: one matrix for all ecosystems, so that their realisations can be summed.</summary>
/// <remarks>That errors are correlated as values are is an assumption; it is reasonable where the error of a covariate is mostly a wrong location or a wrong soil unit.</remarks>
public static class TrainingCorrelation
{
    /// <summary>Root of the matrix where the study requests it; null otherwise.</summary>
    /// <param name="study">The study.</param>
    /// <param name="profiles">The profiles table, read only if needed.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <exception cref="InvalidDataException">There is no profiles table.</exception>
    public static double[][]? RootOf(Study study, Lazy<IReadOnlyList<ProfileRecord>> profiles, string path)
    {
        if (study.Uncertainty.Correlation != ErrorCorrelation.Training)
            return null;
        double[][] columns = [.. study.Covariates.Select((_, covariate) => profiles.Value.Select(profile => profile.Covariates[covariate]).ToArray())];
        return CorrelationMatrix.Root(CorrelationMatrix.Estimate(columns)) ?? throw new InvalidDataException($"{path}: the covariates' correlations have no root. Use 'correlation: none', or give a matrix.");
    }
}
