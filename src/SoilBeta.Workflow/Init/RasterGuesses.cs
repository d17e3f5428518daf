using System.Globalization;
using System.Text.RegularExpressions;
using SoilBeta.Rasters;

namespace SoilBeta.Workflow.Init;

/// <summary>Guesses the content of a raster, its unit and its scale, from its name and the range of its values.</summary>
internal static partial class RasterGuesses
{
    private sealed record Kind(Role Role, string Name, string Unit, string Sd, string Bounds, Regex Pattern, Func<double, double, double> Scale);

    private static readonly Kind[] Kinds =
    [
        new(Role.TreeCover, "tree cover", "%", "10 %", "[0, 100]", TreeCover(), One),
        new(Role.LandCover, "land cover", "", "", "", LandCover(), One),
        new(Role.Zones, "zones", "", "", "", Zones(), One),
        new(Role.Rock, "depth to rock", "cm", "", "", Rock(), (_, high) => high <= 60 ? 100 : 1),
        new(Role.TopsoilDensity, "topsoil density", "Mg C ha-1", "", "", Topsoil(), (_, high) => high <= 60 ? 10 : 1),
        new(Role.BulkDensity, "bulk density", "g cm-3", "", "", BulkDensity(), (_, high) => high > 250 ? 0.001 : high > 20 ? 0.01 : 1),
        new(Role.Gravel, "gravel", "vol %", "", "", Gravel(), (_, high) => high > 100 ? 0.1 : high <= 1 ? 100 : 1),
        new(Role.Covariate, "MAT", "°C", "\"1\"", "[-30, 40]", Temperature(), (low, high) => high > 60 || low < -60 ? 0.1 : 1),
        new(Role.Covariate, "MAP", "mm yr-1", "10 %", "[0, 12000]", Precipitation(), One),
        new(Role.Covariate, "Clay", "%", "10 %", "[0, 100]", Clay(), Share),
        new(Role.Covariate, "Sand", "%", "10 %", "[0, 100]", Sand(), Share),
        new(Role.Covariate, "Silt", "%", "10 %", "[0, 100]", Silt(), Share),
        new(Role.Covariate, "pH", "pH", "\"0.5\"", "[2, 11]", Acidity(), (_, high) => high > 14 ? 0.1 : 1),
        new(Role.Covariate, "CN", "ratio", "10 %", "[1, 100]", CarbonNitrogen(), One),
        new(Role.Covariate, "TN", "g kg-1", "10 %", "[0, 50]", Nitrogen(), (_, high) => high > 50 ? 0.01 : 1),
        new(Role.Covariate, "BNPP", "g C m-2 yr-1", "10 %", "[0, 5000]", Belowground(), One),
        new(Role.Covariate, "NPP", "g C m-2 yr-1", "10 %", "[0, 5000]", Production(), One),
        new(Role.Covariate, "MC", "mmol kg-1", "10 %", "[0, null]", MicrobialCarbon(), One),
        new(Role.Covariate, "MN", "mmol kg-1", "10 %", "[0, null]", MicrobialNitrogen(), One),
        new(Role.Fraction, "cropland", "", "", "", Cropland(), (_, high) => high > 1.5 ? 0.01 : 1),
        new(Role.Fraction, "grassland", "", "", "", Grassland(), (_, high) => high > 1.5 ? 0.01 : 1),
        new(Role.Fraction, "forest", "", "", "", Forest(), (_, high) => high > 1.5 ? 0.01 : 1),
    ];

    /// <summary>Guesses the content of a raster.</summary>
    /// <param name="gdal">GDAL session.</param>
    /// <param name="path">A raster.</param>
    /// <exception cref="InvalidDataException">The raster cannot be read.</exception>
    public static RasterGuess Guess(GdalSession gdal, string path)
    {
        using RasterFile file = gdal.OpenRaster(path);
        float[] values = [.. file.Glance(1, file.Grid.Whole).Where(float.IsFinite).Order()];
        double low = values.Length == 0 ? double.NaN : values[(int)(0.02 * (values.Length - 1))], high = values.Length == 0 ? double.NaN : values[(int)(0.98 * (values.Length - 1))];
        string name = "_" + Separators().Replace(Path.GetFileNameWithoutExtension(path).ToLowerInvariant(), "_") + "_";
        Kind? kind = Kinds.FirstOrDefault(kind => kind.Pattern.IsMatch(name));
        bool whole = values.All(value => value == MathF.Round(value));
        string[] bands = [.. file.ValueBands.Select(band => band.Description)];
        if (kind?.Role == Role.TreeCover)
            kind = kind with { Name = CovariateName(path) };
        return kind is null
            ? new RasterGuess(path, Role.Unknown, CovariateName(path), "", "10 %", "", 1, low, high, file.Grid, whole) { Bands = bands }
            : new RasterGuess(path, kind.Role, kind.Name, kind.Unit, kind.Sd, kind.Bounds, kind.Scale(low, high), low, high, file.Grid, whole) { Bands = bands };
    }

    private static string CovariateName(string path) => Separators().Replace(Path.GetFileNameWithoutExtension(path), "_").Trim('_');

    private static double One(double low, double high) => 1;

    /// <summary>Scale of clay, sand and silt: SoilGrids has g/kg, other data fractions.</summary>
    private static double Share(double low, double high) => high > 100 ? 0.1 : high <= 1 ? 100 : 1;

    private const RegexOptions Plain = RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"[^\p{L}\p{N}]+", Plain, 1000)] private static partial Regex Separators();
    [GeneratedRegex("tree_?cov(er)?|canopy_?(cover|density)|_vcf_|mod44b", Plain, 1000)] private static partial Regex TreeCover();
    [GeneratedRegex("land_?cover|land_?use|lulc|lccs|glcnmo|globcover|igbp|worldcover|mcd12", Plain, 1000)] private static partial Regex LandCover();
    [GeneratedRegex("_(countr(y|ies)|zones?|regions?|admin[0-9]?|biomes?|mask)_", Plain, 1000)] private static partial Regex Zones();
    [GeneratedRegex("_(bdr|bdticm|bdrlog|bedrock|rock|depth_to_(bed)?rock|dtb)", Plain, 1000)] private static partial Regex Rock();
    [GeneratedRegex("topsoil_?(carbon|soc|density|[0-9])|_topsoil_|_(ocs|ocd|socs|socd|soc_?density|soc_?stocks?|(soil_?)?carbon_?(density|stocks?)|soil_?c|gsoc|gsocmap|x20)_", Plain, 1000)] private static partial Regex Topsoil();
    [GeneratedRegex("_(bdod|bd|bulk_?density|bldfie)_", Plain, 1000)] private static partial Regex BulkDensity();
    [GeneratedRegex("_(cfvo|gravel|coarse(_fragments)?|crfvol)_", Plain, 1000)] private static partial Regex Gravel();
    [GeneratedRegex("_(mat|bio_?0?1|tmean|temp(erature)?|t2m|tas)_", Plain, 1000)] private static partial Regex Temperature();
    [GeneratedRegex("_(map|bio_?12|prec(ipitation)?|rain(fall)?|ppt|pr)_", Plain, 1000)] private static partial Regex Precipitation();
    [GeneratedRegex("clay|clyppt", Plain, 1000)] private static partial Regex Clay();
    [GeneratedRegex("sand(?!erman)|sndppt", Plain, 1000)] private static partial Regex Sand();
    [GeneratedRegex("silt|sltppt", Plain, 1000)] private static partial Regex Silt();
    [GeneratedRegex("_(ph|phh2o|phihox|ph_h2o|phaq)_", Plain, 1000)] private static partial Regex Acidity();
    [GeneratedRegex("_(cn|c_n|cn_?ratio|cnrt)_", Plain, 1000)] private static partial Regex CarbonNitrogen();
    [GeneratedRegex("_(tn|totn|nitrogen|total_nitrogen)_", Plain, 1000)] private static partial Regex Nitrogen();
    [GeneratedRegex("bnpp|belowground", Plain, 1000)] private static partial Regex Belowground();
    [GeneratedRegex("_(npp|gpp|productivity)_", Plain, 1000)] private static partial Regex Production();
    [GeneratedRegex("_(mc|mbc|microbial_c(arbon)?)_", Plain, 1000)] private static partial Regex MicrobialCarbon();
    [GeneratedRegex("_(mn|mbn|microbial_n(itrogen)?)_", Plain, 1000)] private static partial Regex MicrobialNitrogen();
    [GeneratedRegex("crop|_cl_", Plain, 1000)] private static partial Regex Cropland();
    [GeneratedRegex("grass|pasture|_gl_", Plain, 1000)] private static partial Regex Grassland();
    [GeneratedRegex("forest|_fl_", Plain, 1000)] private static partial Regex Forest();
}

/// <summary>Possible contents of a raster.</summary>
internal enum Role
{
    /// <summary>Unknown: offered as a covariate, commented out.</summary>
    Unknown,

    /// <summary>A covariate of the forests.</summary>
    Covariate,

    /// <summary>SOC density of the topsoil.</summary>
    TopsoilDensity,

    /// <summary>Bulk density, for horizons that lack it.</summary>
    BulkDensity,

    /// <summary>Gravel, for horizons that lack it.</summary>
    Gravel,

    /// <summary>Classes of land cover.</summary>
    LandCover,

    /// <summary>Tree cover, %: neither land-cover classes nor the fraction of an ecosystem.</summary>
    TreeCover,

    /// <summary>Fraction of an ecosystem.</summary>
    Fraction,

    /// <summary>Codes of countries or other zones.</summary>
    Zones,

    /// <summary>Depth to rock.</summary>
    Rock,
}

/// <summary>A guess at the content of a raster.</summary>
/// <param name="Path">File.</param>
/// <param name="Role">Probable content.</param>
/// <param name="Name">Name in the study.</param>
/// <param name="Unit">Unit after scaling.</param>
/// <param name="Sd">Standard deviation for the study, as YAML.</param>
/// <param name="Bounds">Bounds for the study, as YAML.</param>
/// <param name="Scale">Multiplier that converts its values to the unit.</param>
/// <param name="Low">2 % quantile of its values.</param>
/// <param name="High">98 % quantile.</param>
/// <param name="Grid">Grid.</param>
/// <param name="IsWhole">Whether its values are integers.</param>
internal sealed record RasterGuess(string Path, Role Role, string Name, string Unit, string Sd, string Bounds, double Scale, double Low, double High, Grid Grid, bool IsWhole)
{
    /// <summary>Names of its bands of values, of which the first was read; empty names for none.</summary>
    public IReadOnlyList<string> Bands { get; init; } = [];

    /// <summary>The range as text.</summary>
    public string Range => string.Create(CultureInfo.InvariantCulture, $"{Low:G4} … {High:G4}");
}
