using SoilBeta.Forests;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>The forest of an ecosystem in the form for maps.</summary>
/// <param name="Set">The forest, or its refits.</param>
/// <param name="Checksum">SHA-256 of its file.</param>
/// <param name="Name">Name of its file, for messages.</param>
public sealed record MapForest(ForestSet Set, string Checksum, string Name)
{
    /// <summary>The regression, where the model is one; null for forests.</summary>
    public RegressionModel? Regression { get; init; }

    /// <summary>Number of nodes of the forest itself, without refits; 0 where unknown.</summary>
    public long Nodes { get; init; }

    /// <summary>Features of the forest of all ecosystems, from which this one was pruned; empty where they are the study's covariates.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Prediction bounds from the training data in the file of a forest of layers; null where the bounds come from the profiles, or the file has none.</summary>
    public Func<PredictionBounds?>? BoundsInFile { get; init; }

    /// <summary>Features of the forest of all ecosystems at cells, [feature][cell].</summary>
    /// <param name="study">Study.</param>
    /// <param name="code">Ecosystem of the cells.</param>
    /// <param name="covariates">Covariates in the study's order, [covariate][cell].</param>
    /// <param name="topsoil">Topsoil density, Mg C ha⁻¹, [cell].</param>
    public float[] PointsOf(Study study, string code, float[] covariates, float[] topsoil)
    {
        if (Features.Count == 0)
            return covariates;
        int cells = covariates.Length / study.Covariates.Count;
        List<string> names = [.. study.CovariateNames];
        var points = new float[Features.Count * cells];
        for (int feature = 0; feature < Features.Count; feature++)
        {
            var to = points.AsSpan(feature * cells, cells);
            string name = Features[feature];
            if (IndicatorFeatures.IsIndicator(name))
                to.Fill(name == IndicatorFeatures.Name(code) ? 1 : 0);
            else if (names.IndexOf(name) is >= 0 and var covariate)
                covariates.AsSpan(covariate * cells, cells).CopyTo(to);
            else
                topsoil.CopyTo(to);
        }
        return points;
    }

    /// <summary>Reads the forest itself, without refits, as trained; null where only its flat form is available.</summary>
    public Func<Forest>? Whole { get; init; }
}
