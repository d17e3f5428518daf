using SoilBeta.Forests;
using SoilBeta.Forests.Validation;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Carbon;

/// <summary>The profiles of all ecosystems together, as the models of carbon are compared on them: each predicts the density below the topsoil from what the map has at a profile's site.</summary>
internal sealed class CarbonData
{
    private readonly MapProduct _subsoil;
    private readonly int[] _directRows; // row of the direct table of each profile; −1 where it does not train
    private readonly float[][] _directAtMap;

    /// <summary>Collects the profiles.</summary>
    /// <param name="study">Study.</param>
    /// <param name="profiles">Profiles of its ecosystems.</param>
    /// <param name="places">Values of the map at their sites.</param>
    public CarbonData(Study study, IReadOnlyList<ProfileRecord> profiles, ProfilePlaces places)
    {
        (Study, Profiles, Places, _subsoil) = (study, profiles, places, Subsoil(study.Layers));
        Table = TrainingData.TableOf(study, profiles);
        IReadOnlyList<float[]> atMap = places.Covariates ?? Table.Columns;
        BetaTable = places.Covariates is null ? Table : new TrainingTable(
            Table.Features, Table.Units, [.. Table.Columns.Zip(atMap, (own, map) => (float[])[.. own, .. map])], [.. Table.Target, .. Table.Target], [.. Table.Sites, .. Table.Sites]);
        int[] training = [.. Enumerable.Range(0, profiles.Count).Where(row => DirectTable.Trains(study, profiles[row], places.Topsoil[row]))];
        _directRows = new int[profiles.Count];
        Array.Fill(_directRows, -1);
        for (int i = 0; i < training.Length; i++)
            _directRows[training[i]] = i;
        Direct = training.Length == 0 ? null : DirectTable.ForProfiles(study, [.. training.Select(row => profiles[row])], places.Subset(training));
        _directAtMap = DirectTable.Columns(study, profiles, atMap, places.Topsoil);
        LayerSum wanted = study.Layers.Between(_subsoil.Top, _subsoil.Bottom)!.Value;
        Observed = [.. profiles.Select((profile, row) => IsMapped(row) ? profile.StudyDensities[wanted.First..(wanted.Last + 1)].Sum() : double.NaN)];
    }

    /// <summary>Study.</summary>
    public Study Study { get; }

    /// <summary>Profiles.</summary>
    public IReadOnlyList<ProfileRecord> Profiles { get; }

    /// <summary>Values of the map at their sites.</summary>
    public ProfilePlaces Places { get; }

    /// <summary>The profiles as a table of β.</summary>
    public TrainingTable Table { get; }

    /// <summary>As <see cref="Table"/>; where the profiles' covariates are measured, their sites follow with the covariates of the map: see <see cref="AtMap"/>.</summary>
    public TrainingTable BetaTable { get; }

    /// <summary>Table of the direct forest: the profiles that have all layers; null if there are none.</summary>
    public TrainingTable? Direct { get; }

    /// <summary>Measured density below the topsoil, Mg C ha⁻¹, [profile]; NaN where a layer or the map's topsoil is unknown.</summary>
    public double[] Observed { get; }

    /// <summary>The compared depth interval in words: <c>20–100 cm</c>.</summary>
    public string Interval => $"{_subsoil.Top}–{_subsoil.Bottom} cm";

    /// <summary>The depth interval on which models are compared: below 20 cm where that is a bound of the layers, otherwise below the first layer, if there are several.</summary>
    public static MapProduct Subsoil(LayerBounds layers) => MapProduct.Density(
        layers.Count == 1 ? 0 : layers.Has(LayerDensities.Thickness) && layers.Bottommost > LayerDensities.Thickness ? LayerDensities.Thickness : layers.Bottom(0), layers.Bottommost);

    /// <summary>Row of <see cref="BetaTable"/> with the map's covariates at a profile's site.</summary>
    public int AtMap(int row) => Places.Covariates is null ? row : row + Profiles.Count;

    /// <summary>Density below the topsoil from β and the map's topsoil, as on the map.</summary>
    public double FromBeta(int row, double beta) => LayerDensities.AreBounds(_subsoil.Top, _subsoil.Bottom)
        ? DensityRatios.Predicted(_subsoil, Places.Topsoil[row], Study.Topsoil.Depth, Places.SoilDepths[row], beta)
        : SubsoilDensity.Between(Places.Topsoil[row], Study.Topsoil.Depth, _subsoil.Top, Math.Min(_subsoil.Bottom, Places.SoilDepths[row]), beta);

    /// <summary>Density below the topsoil from a direct forest, as on the map.</summary>
    public double FromForest(int row, Forest forest) => DirectDensities.Between(Study, Predict(row, forest), _subsoil, Places.Topsoil[row], Places.SoilDepths[row]);

    /// <summary>Densities of the layers that a direct forest predicts at a profile's site, Mg C ha⁻¹, [layer].</summary>
    public double[] Predict(int row, Forest forest)
    {
        var layers = new double[Study.Layers.Count];
        forest.Predict([.. _directAtMap.Select(column => (double)column[row])], layers);
        return layers;
    }

    /// <summary>Features of the direct forest at the sites of profiles, [feature][profile].</summary>
    public float[] DirectAtMap(int[] rows) => [.. _directAtMap.SelectMany(column => rows.Select(row => column[row]))];

    /// <summary>Whether the map has carbon at a profile's site: a topsoil, where the study gives one.</summary>
    public bool IsMapped(int row) => !Study.Topsoil.IsGiven || float.IsFinite(Places.Topsoil[row]);

    /// <summary>Whether a profile trains the direct forest.</summary>
    public bool Trains(int row) => _directRows[row] >= 0;

    /// <summary>Training and test rows of each direct forest in a fold: of one for all ecosystems, or of one each.</summary>
    public IEnumerable<(int[] Train, int[] Test)> Groups(Fold fold)
    {
        if (Study.Forest.Pooled)
            return [(fold.Train, fold.Test)];
        return ByEcosystem(fold.Test).Select(group => (fold.Train.Where(row => Profiles[row].Ecosystem == group.Key).ToArray(), group.Select(i => fold.Test[i]).ToArray()));
    }

    /// <summary>Rows of <see cref="Direct"/> of those profiles that train.</summary>
    public int[] DirectRows(IEnumerable<int> rows) => [.. rows.Select(row => _directRows[row]).Where(row => row >= 0)];

    /// <summary>Positions of each ecosystem's profiles among rows.</summary>
    public IEnumerable<IGrouping<string, int>> ByEcosystem(IReadOnlyList<int> rows) => Enumerable.Range(0, rows.Count).GroupBy(i => Profiles[rows[i]].Ecosystem);
}
