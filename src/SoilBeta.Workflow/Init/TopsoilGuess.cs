using System.Globalization;
using System.Text.RegularExpressions;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Workflow.Init;

/// <summary>A raster that may hold the topsoil's carbon, with depth and unit from its name.</summary>
/// <param name="Raster">The raster.</param>
/// <param name="Depth">Depth of the topsoil that it would represent, cm.</param>
/// <param name="Says">Depth in its name, for messages; empty for none.</param>
/// <param name="ByVolume">Whether it holds carbon by volume; null if unknown.</param>
/// <param name="IsTopsoil">Whether that depth is the topsoil's.</param>
internal sealed partial record TopsoilGuess(RasterGuess Raster, int Depth, string Says, bool? ByVolume, bool IsTopsoil)
{
    /// <summary>Largest bottom of a topsoil, cm.</summary>
    private const int DeepestBottom = 50;

    /// <summary>Largest single depth whose density may represent a topsoil of 20 cm, cm.</summary>
    private const int DeepestPoint = 15;

    private const int Standard = 20;

    /// <summary>The unit that fits best, or the one suggested by name and range.</summary>
    public required TopsoilUnit Unit { get; init; }

    /// <summary>Comparison with the profiles; null without one.</summary>
    public TopsoilComparison? Comparison { get; init; }

    /// <summary>File name.</summary>
    public string Name => Path.GetFileName(Raster.Path);

    /// <summary>Whether the profiles agree with it.</summary>
    public bool Fits => Comparison is not null && Comparison.Factor < TopsoilUnits.Fits && Comparison.Factor > 1 / TopsoilUnits.Fits;

    /// <summary>Difference of the medians as |ln factor|; 0 without a comparison.</summary>
    public double Distance => Comparison is null ? 0 : Math.Abs(Math.Log(Comparison.Factor));

    /// <summary>Guesses depth and unit from a raster's name.</summary>
    public static TopsoilGuess FromRaster(RasterGuess raster)
    {
        string name = "_" + Separators().Replace(Path.GetFileNameWithoutExtension(raster.Path).ToLowerInvariant(), "_") + "_";
        bool? volume = ByVolumeName().IsMatch(name) ? true : ByAreaName().IsMatch(name) ? false : null;
        (int depth, string says, bool topsoil) = DepthOf(name);
        TopsoilUnit unit = UnitName().IsMatch(name) && volume == false && name.Contains("kg", StringComparison.Ordinal)
            ? new TopsoilUnit("kg C m-2", 10)
            : TopsoilUnits.Nearest(raster.Scale, depth, volume == true ? null : false);
        return new TopsoilGuess(raster, depth, says, volume, topsoil) { Unit = unit };
    }

    /// <summary>The guess with the unit in which the raster is nearest to the profiles.</summary>
    /// <param name="places">Location, β and own density of 0–20 cm (Mg C ha⁻¹) of each profile.</param>
    /// <param name="values">The raster's values there, unscaled; NaN for none.</param>
    public TopsoilGuess Compared(IReadOnlyList<TopsoilPlace> places, IReadOnlyList<double> values)
    {
        TopsoilGuess best = this;
        foreach (TopsoilUnit unit in TopsoilUnits.Candidates(Depth, ByVolume))
        {
            var comparison = TopsoilComparison.Compare(places.Select((place, i) => (TopsoilComparison.Upper20(values[i] * unit.Scale, Depth, place.Beta), place.Own)));
            if (comparison is not { Profiles: >= TopsoilComparison.Fewest, MapMedian: > 0 })
                continue;
            TopsoilGuess one = this with { Unit = unit, Comparison = comparison };
            if (best.Comparison is null || one.Distance < best.Distance)
                best = one;
        }
        return best;
    }

    /// <summary>The result in words.</summary>
    public string Sentence()
    {
        string what = $"{Name}: {(Says.Length > 0 ? Says + ", " : "")}";
        if (!IsTopsoil)
            return what + "not a topsoil";
        return Comparison is null
            ? string.Create(CultureInfo.InvariantCulture, $"{what}{Unit.Name} (× {Unit.Scale}) by name and range; no profiles to compare with")
            : string.Create(CultureInfo.InvariantCulture, $"{what}{(Fits ? "fits" : "does not fit well, best")} as {Unit.Name} (× {Unit.Scale}): median {Comparison.MapMedian:0.#} at {Comparison.Profiles:N0} profiles, their own {Comparison.OwnMedian:0.#} Mg C ha-1 in 0–20 cm, factor {Comparison.Factor:0.00}");
    }

    private static (int Depth, string Says, bool IsTopsoil) DepthOf(string name)
    {
        if (Range().Match(name) is { Success: true } range)
        {
            int top = Number(range.Groups["top"]), bottom = Number(range.Groups["bottom"]);
            return (bottom % 10 == 0 && bottom > 0 ? bottom : Standard, $"{top}–{bottom} cm", top == 0 && bottom <= DeepestBottom && bottom % 10 == 0);
        }
        if (Point().Match(name) is { Success: true } point)
        {
            int at = Number(point.Groups["at"]);
            return (Standard, $"at {at} cm, taken for 0–{Standard} cm", at <= DeepestPoint);
        }
        return name.Contains("hwsd", StringComparison.Ordinal) || name.Contains("gsoc", StringComparison.Ordinal) || name.Contains("soilgrids", StringComparison.Ordinal) || name.Contains("_ocs_", StringComparison.Ordinal)
            ? (30, "0–30 cm by its source", true) : (Standard, "", true);
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);

    private const RegexOptions Plain = RegexOptions.ExplicitCapture;

    [GeneratedRegex(@"[^\p{L}\p{N}]+", Plain, 1000)] private static partial Regex Separators();
    // 0_30cm, 0_20, 0_20_cm, 020cm; not 30min or 2008.
    [GeneratedRegex("_(?<top>[0-9]{1,3})(cm)?_(?<bottom>[0-9]{2,3})(_?cm)?_", Plain, 1000)] private static partial Regex Range();
    [GeneratedRegex("_(?<at>[0-9]{1,3})_?cm_", Plain, 1000)] private static partial Regex Point();
    [GeneratedRegex("_ocd_|_kg_?c?_?m_?3_|kgm3|_kg_dm_?3_", Plain, 1000)] private static partial Regex ByVolumeName();
    [GeneratedRegex("_(ocs|socs|stocks?|gsoc|gsocmap|hwsd)_|stock|kg_?c?_?m_?2|_m?gc?_?ha_|_t_?c?_?ha_|tha_", Plain, 1000)] private static partial Regex ByAreaName();
    [GeneratedRegex("kg_?c?_?m_?2", Plain, 1000)] private static partial Regex UnitName();
}

/// <summary>A profile that a raster is compared with.</summary>
/// <param name="Longitude">Degrees east.</param>
/// <param name="Latitude">Degrees north.</param>
/// <param name="Beta">β.</param>
/// <param name="Own">Its density of 0–20 cm, Mg C ha⁻¹.</param>
internal sealed record TopsoilPlace(double Longitude, double Latitude, double Beta, double Own);
