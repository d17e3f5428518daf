using System.Text.RegularExpressions;
using SoilBeta.Rasters;

namespace SoilBeta.Studies;

/// <summary>An ecosystem: its area and its profiles.</summary>
public sealed partial record Ecosystem
{
    private const int Most = 100;

    /// <summary>Short code used in file names, e.g. <c>CL</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>Raster of its area, or the land-cover raster whose <see cref="Classes"/> give its area fraction.</summary>
    public required StudyRaster Raster { get; init; }

    /// <summary>Unit of the raster's values if they are areas.</summary>
    public required AreaUnit AreaUnit { get; init; }

    /// <summary>Standard deviation of its area, a share: one factor for the whole map; null for no error.</summary>
    public required double? AreaSd { get; init; }

    /// <summary>Classes of the land-cover raster.</summary>
    public required IReadOnlyList<int> Classes { get; init; }

    /// <summary>Values of the profile tables' ecosystem column for this ecosystem.</summary>
    public required IReadOnlyList<string> ProfileValues { get; init; }

    /// <summary>Whether <see cref="Raster"/> is a land cover.</summary>
    public bool IsLandCover => Raster.Use == RasterUse.Classes;

    /// <summary>Binds all ecosystems.</summary>
    /// <param name="sections">Sections; missing keys get their defaults.</param>
    /// <param name="at">The file.</param>
    internal static IReadOnlyList<Ecosystem> BindAll(List<EcosystemSection> sections, Binding at)
    {
        if (sections.Count == 0)
            at.Add("ecosystems", "expected at least one ecosystem.");
        if (sections.Count > Most)
            at.Add("ecosystems", $"found {sections.Count}, at most {Most} can be used.");
        at.Unique("ecosystems", sections.Select(ecosystem => ecosystem.Code));
        var claimed = new Dictionary<(string File, int Class), string>();
        return [.. sections.Select((ecosystem, i) => Bind(ecosystem, at.Entry("ecosystems", i), claimed))];
    }

    private static Ecosystem Bind(EcosystemSection section, Binding at, Dictionary<(string File, int Class), string> claimed)
    {
        if (!CodeText().IsMatch(section.Code) || s_reserved.Contains(section.Code, StringComparer.OrdinalIgnoreCase))
            at.Add("code", $"found '{section.Code}', expected a short code for file names: 1–16 letters and digits that begin with a letter, and neither of {string.Join(" and ", s_reserved)}, which name other files.");
        if (section.Name.Length == 0)
            section.Name = section.Code;
        if (section.ProfileValues.Count == 0)
            section.ProfileValues.Add(section.Name);
        bool cover = !string.IsNullOrEmpty(section.LandCover);
        if (cover == !string.IsNullOrEmpty(section.Area))
            at.Add("", "expected 'area: RASTER', or 'land_cover: RASTER' with 'classes'.");
        else if (cover && section.Classes.Count == 0)
            at.Add("", "expected 'classes', the land-cover classes that are this ecosystem.");
        foreach (int value in section.Classes)
        {
            if (!claimed.TryAdd((section.LandCover ?? "", value), section.Code))
                at.Add("classes", $"class {value} is already in {claimed[(section.LandCover ?? "", value)]}; its area would count twice.");
        }
        var unit = at.Word("area_unit", section.AreaUnit, StudyWords.AreaUnits);
        return new Ecosystem
        {
            Code = section.Code,
            Name = section.Name,
            Raster = RasterOf(section, at, unit, cover),
            AreaUnit = unit,
            AreaSd = at.Share("area_sd", section.AreaSd),
            Classes = section.Classes,
            ProfileValues = section.ProfileValues,
        };
    }

    private static StudyRaster RasterOf(EcosystemSection section, Binding at, AreaUnit unit, bool cover) => cover
        ? at.Raster("land_cover", section.LandCover, section.Band, section.Nodata) with { Unit = "class", Use = RasterUse.Classes, Codes = [.. section.Classes.Select(value => (double)value)] }
        : at.Raster("area", section.Area, section.Band, section.Nodata) with
        {
            Unit = unit.Word(),
            Lowest = 0,
            Highest = unit switch { AreaUnit.Fraction => 1.001, AreaUnit.Percent => 100.1, _ => double.PositiveInfinity },
            StopsBeyond = true,
        };

    // maps/ALL_…, forests/direct.forest
    private static readonly string[] s_reserved = ["ALL", "direct"];

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]{0,15}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CodeText();
}
