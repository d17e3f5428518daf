using System.Globalization;
using SoilBeta.Studies;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Mapping.Maps;

/// <summary>Everything that determines the integers of a tile except the tile's limits, by name, so that messages can name the differences.</summary>
internal static class MapKey
{
    private static readonly string s_program = ProgramVersion.BuildOf(typeof(MapKey).Assembly);

    private static readonly string[] s_sections = ["covariates", "topsoil", "zones", "ecosystems", "uncertainty"];

    /// <summary>The parts: name → checksum, or the value where it is short.</summary>
    /// <param name="context">Map.</param>
    /// <param name="code">Ecosystem.</param>
    /// <param name="forest">Its forest.</param>
    /// <param name="mode">Mode of the draws.</param>
    /// <param name="trainingRoot">Root of the training table's correlations where the study wants them; null otherwise.</param>
    public static SortedDictionary<string, string> Of(MapContext context, string code, MapForest forest, string mode, double[][]? trainingRoot)
    {
        StudyContext study = context.Study;
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["the program"] = s_program,
            ["the study's name"] = study.Study.Name,
            ["the seed"] = study.Study.Seed.ToString(CultureInfo.InvariantCulture),
            ["the draws"] = study.Study.Uncertainty.Draws.ToString(CultureInfo.InvariantCulture),
            ["the mode of draws"] = mode,
            ["the stack"] = context.Stack.Checksum,
            [$"forests/{code}.forest"] = forest.Checksum,
            ["the bounds"] = string.Create(CultureInfo.InvariantCulture, $"{context.Window.Width} × {context.Window.Height} cells from column {context.Window.Column}, row {context.Window.Row}"),
            ["the scale of areas"] = context.AreaShift.ToString(CultureInfo.InvariantCulture),
            ["the correlations of the training table"] = trainingRoot is null ? "none" : Checksums.OfText(trainingRoot.SelectMany(row => row).Select(value => value.ToString("R", CultureInfo.InvariantCulture))),
        };
        foreach (string section in s_sections)
            parts[$"the study's section {section}"] = study.ChecksumOf(section);
        return parts;
    }
}
