using System.Collections.Concurrent;
using SoilBeta.Forests;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary>Inputs of maps, opened once per step and passed on: the stack, the forests, the profiles and the forests' validated skill. Each is read on first use.</summary>
public sealed class MapInputs : IDisposable
{
    private readonly Study _study;
    private readonly Lazy<IReadOnlyList<ProfileRecord>> _profiles;
    private readonly Lazy<IReadOnlyDictionary<string, TrainingData>> _training;
    private readonly Lazy<double[][]?> _root;
    private readonly Lazy<IReadOnlyDictionary<string, SkillFlag>> _skills;
    private readonly Lazy<CarbonChoice> _carbon;
    private readonly ConcurrentDictionary<string, PredictionBounds?> _bounds = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ForestFile> _files = new(StringComparer.Ordinal);

    /// <summary>Opens the stack.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">Folder with the stack, the forests and the profiles.</param>
    /// <exception cref="InvalidDataException">The stack is missing, damaged or of another version.</exception>
    public MapInputs(Study study, OutputFolder folder)
    {
        (_study, Folder) = (study, folder);
        _profiles = new(() => ProfilesTable.Read(folder.Profiles, study.CovariateNames, ModelColumns.For(study)));
        _training = new(() => File.Exists(folder.Profiles) ? TrainingData.ByEcosystem(study, _profiles.Value) : new Dictionary<string, TrainingData>(StringComparer.Ordinal));
        _root = new(() => TrainingCorrelation.RootOf(study, _profiles, folder.Profiles));
        _skills = new(() => SkillFlags.Read(folder.Validation));
        _carbon = new(() => CarbonChoice.ReadFrom(study, folder.Validation));
        Stack = StackReader.Open(folder.Stack);
    }

    /// <summary>Folder with the inputs.</summary>
    public OutputFolder Folder { get; }

    /// <summary>The prepared stack.</summary>
    public StackReader Stack { get; }

    /// <summary>Training data of each ecosystem's model; none where the study has no profiles table (its forests were imported) or the ecosystem has no profile.</summary>
    public IReadOnlyDictionary<string, TrainingData> Training => _training.Value;

    /// <summary>Root of the covariates' correlations over the profiles, [covariate][covariate], where the study requests them for their errors; null otherwise.</summary>
    /// <exception cref="InvalidDataException">There is no profiles table.</exception>
    public double[][]? TrainingRoot => _root.Value;

    /// <summary>Everything that a device computes for the maps.</summary>
    public MapRuns Runs => RunsOf(Carbon);

    /// <summary>Everything that a device computes, as if a given model carried the carbon.</summary>
    public MapRuns RunsOf(CarbonChoice carbon) => new(_study, carbon, (code, model) => Forest(code, model, carbon), TrainingRoot);

    /// <summary>Model that carries the carbon.</summary>
    /// <exception cref="InvalidDataException"><c>validation.json</c> is damaged.</exception>
    public CarbonChoice Carbon => _carbon.Value;

    /// <summary>Path of the file of an ecosystem's forest.</summary>
    /// <param name="code">Ecosystem.</param>
    /// <param name="model">Model.</param>
    public string PathOf(string code, MapModel model) => PathOf(code, model, Carbon);

    private string PathOf(string code, MapModel model, CarbonChoice carbon) => model switch
    {
        MapModel.Carbon => carbon.FileOf(_study, Folder, code),
        MapModel.Target => CarbonChoice.TargetFile(_study, Folder, code),
        _ => Folder.Forest(code),
    };

    /// <summary>Checksum of the file of an ecosystem's forest.</summary>
    /// <exception cref="InvalidDataException">It is missing or damaged.</exception>
    public string ForestChecksum(string code, MapModel model) => FileOf(PathOf(code, model)).Checksum;

    /// <summary>Validated skill of each ecosystem's forest, by code.</summary>
    public IReadOnlyDictionary<string, SkillFlag> Skills => _skills.Value;

    /// <summary>Validated skill of an ecosystem's forest; unknown where another forest was validated.</summary>
    public SkillFlag Skill(string code) => SkillFlags.Find(Skills, code, ForestChecksum(code, MapModel.Beta));

    /// <summary>The forest of an ecosystem, or its refits, as the study requests; trees are read when a device loads them.</summary>
    /// <exception cref="InvalidDataException">It is missing or damaged, or has other refits than the study asks for.</exception>
    public MapForest Forest(string code, MapModel model) => Forest(code, model, Carbon);

    private MapForest Forest(string code, MapModel model, CarbonChoice carbon)
    {
        string path = PathOf(code, model, carbon), name = Path.GetFileName(path);
        var file = FileOf(path);
        if (model == MapModel.Target)
            RequireTarget(file, name);
        // A forest of several ecosystems is pruned for this one.
        var place = IndicatorFeatures.At(file.Features, code);
        if (_study.Uncertainty.Refits == RefitMode.None)
            return Of(PrunedForests.Read(file, refits: false, place));
        int wanted = _study.Uncertainty.RefitCount;
        if (file.RefitCount == 0 && file.Model == ModelKind.Constant)
        {
            // A constant has no refits; it is repeated for each, so that the realisations of all ecosystems match.
            var single = file.ReadSet();
            return Of(single with { Refits = [.. Enumerable.Repeat(single.Refits[0], wanted)] });
        }
        return file.RefitCount == wanted
            ? Of(PrunedForests.Read(file, refits: true, place))
            : throw new InvalidDataException($"{name} has {file.RefitCount} refits, and the study asks for {wanted}. Train it again: soilbeta train.");

        MapForest Of(ForestSet set) => file.Model == ModelKind.Direct
            ? new(set, file.Checksum, name) { Nodes = file.Nodes, Features = file.Features, BoundsInFile = () => _bounds.GetOrAdd(path, _ => PredictionBounds.FromFile(file, model == MapModel.Carbon ? 0 : double.NegativeInfinity, double.PositiveInfinity)) }
            : new(set, file.Checksum, name) { Nodes = file.Nodes, Whole = file.Regression is null ? file.ReadForest : null, Regression = file.Regression };
    }

    private void RequireTarget(ForestFile file, string name)
    {
        string[] layers = [.. MapProduct.ForTarget(_study.Target!).Select(product => product.Suffix)];
        if (!file.Outputs.SequenceEqual(layers, StringComparer.Ordinal) || file.OutputUnit != _study.Target!.Unit)
            throw new InvalidDataException($"{name} predicts {string.Join(", ", file.Outputs)} ('{file.OutputUnit}'), and the study's target is {string.Join(", ", layers)} ('{_study.Target!.Unit}'). Train it again for this study: soilbeta train.");
    }

    /// <inheritdoc/>
    public void Dispose() => Stack.Dispose();

    private ForestFile FileOf(string path) => _files.GetOrAdd(path, _ => File.Exists(path)
        ? ForestFile.Open(path)
        : throw new InvalidDataException($"{path}: there is no such forest. Make it: soilbeta train (or run), or put an imported one there (soilbeta import)."));
}
