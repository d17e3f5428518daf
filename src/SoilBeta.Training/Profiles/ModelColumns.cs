using System.Globalization;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Training.Profiles;

/// <summary>Columns of <c>profiles.csv</c> that only some models need: depth of rock, densities of other layers than the five of 20 cm, and layers of a target.</summary>
public sealed class ModelColumns
{
    private const string RockColumn = "rock";
    private readonly LayerBounds? _own;
    private readonly Target? _target;

    private ModelColumns(LayerBounds? own, Target? target)
    {
        (_own, _target) = (own, target);
        Names = [RockColumn, .. own is null ? [] : Columns("socd", own), .. target is null ? [] : Columns(target.Name, target.Layers)];
    }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Columns of a study; null where its models need none.</summary>
    public static ModelColumns? For(Study study) => study.Forest.MayBeDirect || study.Target is not null ? new ModelColumns(study.Soil.Rules.OwnLayers, study.Target) : null;

    /// <summary>Values of a profile, in the order of the columns.</summary>
    public IEnumerable<double> ValuesOf(ProfileRecord profile) => [profile.Rock, .. _own is null ? [] : profile.StudyDensities, .. profile.Target];

    /// <summary>A profile with the values of the columns.</summary>
    /// <param name="profile">Profile.</param>
    /// <param name="values">Values, in the order of the columns.</param>
    public ProfileRecord Into(ProfileRecord profile, double[] values)
    {
        int own = _own?.Count ?? 0;
        return profile with { Rock = values[0], OwnDensities = own > 0 ? values[1..(1 + own)] : null, Target = values[(1 + own)..] };
    }

    private static IEnumerable<string> Columns(string name, LayerBounds layers) =>
        Enumerable.Range(0, layers.Count).Select(layer => string.Create(CultureInfo.InvariantCulture, $"{name}_{layers.Top(layer)}_{layers.Bottom(layer)}"));
}
