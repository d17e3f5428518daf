using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Soil;

namespace SoilBeta.Studies;

/// <summary>A map of every ecosystem: β, the SOC density of a depth interval, or a layer of another target.</summary>
/// <param name="Suffix">End of its file name: <c>beta</c>, <c>20-40_SOCD</c>.</param>
/// <param name="Top">Upper depth, cm; −1 for β.</param>
/// <param name="Bottom">Lower depth, cm; −1 for β.</param>
public sealed record MapProduct(string Suffix, int Top, int Bottom)
{
    /// <summary>Probabilities of the two quantiles of every map.</summary>
    public static readonly IReadOnlyList<double> Probabilities = [0.025, 0.975];

    /// <summary>The map of β.</summary>
    public static readonly MapProduct Beta = new("beta", -1, -1);

    /// <summary>The maps of an ecosystem by Equation 3 from a topsoil; a direct model of the standard layers below a topsoil of 20 cm has the same.</summary>
    public static readonly IReadOnlyList<MapProduct> All = [Beta, Density(20, 40), Density(40, 60), Density(60, 80), Density(80, 100), Density(20, 100), Density(0, 100)];

    /// <summary>Unit of densities.</summary>
    public const string DensityUnit = "Mg C ha-1";

    /// <summary>Number of bands of every map: mean, q2.5, q97.5, U. Bounds of the prediction interval, standard errors and the relative prediction interval follow.</summary>
    public const int BandCount = 4;

    /// <summary>Number of bands per map.</summary>
    /// <param name="prediction">Levels of the prediction interval; 0 for none.</param>
    /// <param name="errors">Whether there are standard errors of the bounds.</param>
    public static int CountBands(int prediction, bool errors) => BandCount + prediction + (errors ? Probabilities.Count : 0) + (prediction > 0 ? 1 : 0);

    /// <summary>Name of the band of the relative prediction interval.</summary>
    public const string RelativeBand = "rpi";

    /// <summary>Position among <see cref="All"/>.</summary>
    public int Number
    {
        get
        {
            for (int i = 0; i < All.Count; i++)
            {
                if (All[i] == this)
                    return i;
            }
            throw new InvalidOperationException($"{Suffix} is none of the maps.");
        }
    }

    /// <summary>The target whose layer this is; null for β and densities.</summary>
    public Target? Target { get; init; }

    /// <summary>Whether this is the map of β.</summary>
    public bool IsBeta => Top < 0;

    /// <summary>First 20 cm layer, or −1 for β.</summary>
    public int FirstLayer => IsBeta ? -1 : Top / LayerDensities.Thickness;

    /// <summary>Last 20 cm layer, or −1 for β.</summary>
    public int LastLayer => IsBeta ? -1 : (Bottom / LayerDensities.Thickness) - 1;

    /// <summary>Unit of mean and quantiles; U is a share.</summary>
    public string Unit => Target?.Unit ?? (IsBeta ? "1" : DensityUnit);

    /// <summary>The map of the SOC density between two depths, cm.</summary>
    public static MapProduct Density(int top, int bottom) => new(string.Create(CultureInfo.InvariantCulture, $"{top}-{bottom}_SOCD"), top, bottom);

    /// <summary>The maps of an ecosystem by a direct model: β, the layers that the topsoil does not give, and their sums.</summary>
    /// <param name="layers">Layers of the model.</param>
    /// <param name="topsoilIsFirst">Whether the given topsoil is the first layer.</param>
    public static IReadOnlyList<MapProduct> ForLayers(LayerBounds layers, bool topsoilIsFirst)
    {
        var densities = Enumerable.Range(topsoilIsFirst ? 1 : 0, layers.Count - (topsoilIsFirst ? 1 : 0)).Select(layer => Density(layers.Top(layer), layers.Bottom(layer)));
        return [Beta, .. densities.Concat(layers.Sums().Select(sum => Density(layers.Top(sum.First), layers.Bottom(sum.Last))))];
    }

    /// <summary>The maps of a target: its layers.</summary>
    public static IReadOnlyList<MapProduct> ForTarget(Target target) =>
        [.. Enumerable.Range(0, target.Layers.Count).Select(layer => new MapProduct($"{target.Layers.Name(layer)}_{target.Name}", target.Layers.Top(layer), target.Layers.Bottom(layer)) { Target = target })];

    /// <summary>The bands in order.</summary>
    /// <param name="prediction">Levels of the prediction interval; empty for none.</param>
    /// <param name="errors">Whether the standard errors of the bounds follow; the relative prediction interval comes last, so that it does not change other bands' numbers.</param>
    /// <param name="comonotone">Whether the quantiles are means of several ecosystems' quantiles; the names of the bands then say so.</param>
    public IReadOnlyList<MapBand> Bands(IReadOnlyList<double> prediction, bool errors = false, bool comonotone = false) =>
        [new("mean", Unit), .. comonotone ? (MapBand[])[new("q2.5_comonotone", Unit), new("q97.5_comonotone", Unit), new("U_comonotone", "1")] : [new("q2.5", Unit), new("q97.5", Unit), new("U", "1")], .. prediction.Select(level => new MapBand(string.Create(CultureInfo.InvariantCulture, $"prediction_q{100 * level:00.##}"), Unit)), .. errors ? (MapBand[])[new("q025_se", Unit), new("q975_se", Unit)] : [], .. prediction.Count > 0 ? (MapBand[])[new(RelativeBand, "1")] : []];

    /// <summary>Title of the map for its metadata.</summary>
    public string Title => Target is not null ? $"{Target.Name}, {Suffix.Split('_')[0]} cm" : IsBeta ? "soil beta: decline of soil organic carbon with depth" : $"soil organic carbon density, {Suffix.Split('_')[0]} cm";
}
