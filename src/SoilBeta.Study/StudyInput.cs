namespace SoilBeta.Studies;

/// <summary>A file that a study reads, for readers: its use and its makers. Files with several uses are listed once.</summary>
/// <param name="File">File name, without its folder.</param>
/// <param name="Uses">What the study takes from it.</param>
/// <param name="Source">Makers; empty where the study does not say.</param>
/// <param name="Licence">Licence; empty where the study does not say.</param>
/// <param name="Doi">DOI without <c>https://doi.org/</c>; empty where the study does not say.</param>
public sealed record StudyInput(string File, string Uses, string Source, string Licence, string Doi)
{
    /// <summary>The inputs of a study in the order of its sections.</summary>
    internal static IReadOnlyList<StudyInput> List(StudySection study) =>
    [
        .. All(study).Where(one => !string.IsNullOrEmpty(one.Path)).GroupBy(one => one.Path, StringComparer.Ordinal).Select(group => new StudyInput(
            Path.GetFileName(group.Key)!, string.Join(", ", group.Select(one => one.Use).Distinct(StringComparer.Ordinal)),
            First(group.Select(one => one.Makers.Source)), First(group.Select(one => one.Makers.Licence)), WithoutAddress(First(group.Select(one => one.Makers.Doi))))),
    ];

    private static IEnumerable<(string? Path, string Use, Makers Makers)> All(StudySection study)
    {
        foreach (var table in study.Profiles)
        {
            yield return (table.Table, "profiles", new Makers(string.IsNullOrEmpty(table.Attribution) ? table.Source : table.Attribution, table.Licence, table.Doi));
            foreach (var join in table.Join)
                yield return (join.Table, "columns joined to the profiles", Makers.Of(join));
        }
        yield return (study.Soil.Fill.BulkDensityRaster, "bulk density where the profiles have none", Makers.Of(study.Soil.Fill));
        yield return (study.Soil.Fill.GravelRaster, "gravel where the profiles have none", Makers.Of(study.Soil.Fill));
        foreach (var covariate in study.Covariates)
            yield return (covariate.Raster, $"covariate {covariate.Name}", Makers.Of(covariate));
        var topsoil = study.Topsoil;
        yield return (topsoil.Density, "topsoil carbon density", Makers.Of(topsoil));
        yield return (topsoil.Soc, "topsoil carbon content", Makers.Of(topsoil));
        yield return (topsoil.BulkDensity, "topsoil bulk density", Makers.Of(topsoil));
        yield return (topsoil.Gravel, "topsoil gravel", Makers.Of(topsoil));
        foreach (var mask in study.Masks)
            yield return (mask.Raster, "mask", Makers.Of(mask));
        if (study.DepthToRock is { } rock)
            yield return (rock.Raster, "depth to rock", Makers.Of(rock));
        foreach (var zones in study.Zones)
            yield return (string.IsNullOrEmpty(zones.Vector) ? zones.Raster : zones.Vector, $"zones: {zones.Name}", Makers.Of(zones));
        foreach (var ecosystem in study.Ecosystems)
            yield return string.IsNullOrEmpty(ecosystem.LandCover) ? (ecosystem.Area, $"area of {ecosystem.Name}", Makers.Of(ecosystem)) : (ecosystem.LandCover, $"land cover of {ecosystem.Name}", Makers.Of(ecosystem));
    }

    private static string First(IEnumerable<string?> texts) => texts.FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? "";

    private static string WithoutAddress(string doi)
    {
        int at = doi.IndexOf("10.", StringComparison.Ordinal);
        return at > 0 ? doi[at..] : doi;
    }

    private readonly record struct Makers(string? Source, string? Licence, string? Doi)
    {
        public static Makers Of(InputSection section) => new(section.Source, section.Licence, section.Doi);
    }
}
