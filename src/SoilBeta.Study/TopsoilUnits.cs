namespace SoilBeta.Studies;

/// <summary>Units of topsoil carbon in rasters, for guesses and advice.</summary>
public static class TopsoilUnits
{
    /// <summary>Factor within which the medians of raster and profiles agree; topsoil maps and profiles of one region agree within about 1.5.</summary>
    public const double Fits = 1.6;

    /// <summary>Units of carbon by area, for the whole layer.</summary>
    private static readonly TopsoilUnit[] ByArea = [new("Mg C ha-1", 1), new("kg C m-2", 10), new("Mg C ha-1 x 10", 0.1), new("g C m-2", 0.01), new("g C cm-2", 100)];

    /// <summary>Units of carbon by area, and by volume for a layer of a thickness.</summary>
    /// <param name="depth">Thickness of the layer, cm.</param>
    /// <param name="byVolume">Whether the raster holds carbon by volume; null if that is not known.</param>
    public static IEnumerable<TopsoilUnit> Candidates(int depth, bool? byVolume)
    {
        // 1 kg C m⁻³ over d cm is d / 100 kg C m⁻², which is d / 10 Mg C ha⁻¹.
        TopsoilUnit[] volumes = [new("kg C m-3", depth / 10.0), new("kg C m-3 x 10", depth / 100.0), new("g C m-3", depth / 10_000.0)];
        return byVolume switch { true => volumes, false => ByArea, _ => ByArea.Concat(volumes) };
    }

    /// <summary>The unit whose multiplier is nearest to the given one by ratio.</summary>
    public static TopsoilUnit Nearest(double scale, int depth, bool? byVolume) => Candidates(depth, byVolume).MinBy(unit => Math.Abs(Math.Log(unit.Scale / scale)))!;
}

/// <summary>A unit of topsoil carbon.</summary>
/// <param name="Name">Name.</param>
/// <param name="Scale">Multiplier to Mg C ha⁻¹.</param>
public sealed record TopsoilUnit(string Name, double Scale);
