using System.Globalization;
using SoilBeta.Rasters;

namespace SoilBeta.Studies;

/// <summary>A map of every ecosystem: β, or the SOC density of a depth interval.</summary>
/// <param name="Suffix">End of its file name: <c>beta</c>, <c>20-40_SOCD</c>.</param>
/// <param name="FirstLayer">First 20 cm layer, or −1 for β.</param>
/// <param name="LastLayer">Last 20 cm layer.</param>
public sealed record MapProduct(string Suffix, int FirstLayer, int LastLayer)
{
    /// <summary>Probabilities of the two quantiles of every map.</summary>
    public static readonly IReadOnlyList<double> Probabilities = [0.025, 0.975];

    /// <summary>The maps of an ecosystem.</summary>
    public static readonly IReadOnlyList<MapProduct> All =
    [
        new("beta", -1, -1),
        new("20-40_SOCD", 1, 1),
        new("40-60_SOCD", 2, 2),
        new("60-80_SOCD", 3, 3),
        new("80-100_SOCD", 4, 4),
        new("20-100_SOCD", 1, 4),
        new("0-100_SOCD", 0, 4),
    ];

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

    /// <summary>Whether this is the map of β.</summary>
    public bool IsBeta => FirstLayer < 0;

    /// <summary>Unit of mean and quantiles; U is a share.</summary>
    public string Unit => IsBeta ? "1" : "Mg C ha-1";

    /// <summary>The bands in order.</summary>
    /// <param name="prediction">Levels of the prediction interval; empty for none.</param>
    /// <param name="errors">Whether the standard errors of the bounds follow; the relative prediction interval comes last, so that it does not change other bands' numbers.</param>
    /// <param name="comonotone">Whether the quantiles are means of several ecosystems' quantiles; the names of the bands then say so.</param>
    public IReadOnlyList<MapBand> Bands(IReadOnlyList<double> prediction, bool errors = false, bool comonotone = false) =>
        [new("mean", Unit), .. comonotone ? (MapBand[])[new("q2.5_comonotone", Unit), new("q97.5_comonotone", Unit), new("U_comonotone", "1")] : [new("q2.5", Unit), new("q97.5", Unit), new("U", "1")], .. prediction.Select(level => new MapBand(string.Create(CultureInfo.InvariantCulture, $"prediction_q{100 * level:00.##}"), Unit)), .. errors ? (MapBand[])[new("q025_se", Unit), new("q975_se", Unit)] : [], .. prediction.Count > 0 ? (MapBand[])[new(RelativeBand, "1")] : []];

    /// <summary>Title of the map for its metadata.</summary>
    public string Title => IsBeta ? "soil beta: decline of soil organic carbon with depth" : $"soil organic carbon density, {Suffix.Split('_')[0]} cm";
}
