using System.Globalization;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Everything that the integers of a tile depend on but for the tile's limits, by name, so that what differs can be said.</summary>
internal static class MapKey
{
    private static readonly string s_program = ProgramVersion.BuildOf(typeof(MapKey).Assembly);

    private static readonly string[] s_sections = ["covariates", "topsoil", "zones", "ecosystems", "uncertainty"];

    /// <summary>The parts: what → checksum, or the value where it is short.</summary>
    /// <param name="context">Map.</param>
    /// <param name="code">Ecosystem.</param>
    /// <param name="forest">Its forest.</param>
    /// <param name="run">Run of the draws.</param>
    /// <param name="trainingRoot">Root of the training table's correlations where the study wants them; null otherwise.</param>
    public static SortedDictionary<string, string> Of(MapContext context, string code, MapForest forest, DrawRun run, double[][]? trainingRoot)
    {
        StudyContext study = context.Study;
        var parts = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["the program"] = s_program,
            ["the study's name"] = study.Study.Name,
            ["the seed"] = study.Study.Seed.ToString(CultureInfo.InvariantCulture),
            ["the draws"] = study.Study.Uncertainty.Draws.ToString(CultureInfo.InvariantCulture),
            ["the mode of draws"] = run.Name,
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
