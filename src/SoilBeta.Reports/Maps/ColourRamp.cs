using SoilBeta.Rasters;

namespace SoilBeta.Reports.Maps;

/// <summary>Colours from low to high with evenly changing lightness, so that colour-blind readers and grey prints keep the order.</summary>
internal sealed class ColourRamp
{
    /// <summary>Number of colours.</summary>
    public const int Steps = 200;

    private readonly Colour[] _stops;

    private ColourRamp(bool reversed, params uint[] stops)
    {
        _stops = [.. stops.Select(stop => new Colour((byte)(stop >> 16), (byte)(stop >> 8), (byte)stop))];
        if (reversed)
            Array.Reverse(_stops);
    }

    /// <summary>β: blue-violet to yellow (the points of viridis).</summary>
    public static ColourRamp Beta { get; } = new(false, 0x440154, 0x482878, 0x3E4989, 0x31688E, 0x26828E, 0x1F9E89, 0x35B779, 0x6DCD59, 0xB4DE2C, 0xFDE725);

    /// <summary>Carbon: light is low, dark is high.</summary>
    public static ColourRamp Density { get; } = new(false, 0xFDEFB8, 0xF9DC93, 0xF5C56B, 0xE89F4A, 0xCE7940, 0xA9583C, 0x7D3D36, 0x52272B, 0x2B141C);

    /// <summary>Uncertainty: light is narrow, dark is wide (the points of ColorBrewer's Purples, so that it is never taken for carbon).</summary>
    public static ColourRamp Uncertainty { get; } = new(false, 0xE9E6F4, 0xDDDAEE, 0xCDCAE5, 0xBCBDDC, 0x9E9AC8, 0x807DBA, 0x6A51A3, 0x54278F, 0x3F007D);

    /// <summary>Covariates: the points of mako, light is low.</summary>
    public static ColourRamp Covariate { get; } = new(true, 0x0B0405, 0x2B1C35, 0x403A76, 0x357BA2, 0x3497A9, 0x38AAAC, 0x60CEAC, 0xADE3C0, 0xDEF5E5);

    /// <summary>The points between which colours are mixed, low to high.</summary>
    public IReadOnlyList<Colour> Stops => _stops;

    /// <summary>Colour at a position from 0 (low) to 1 (high).</summary>
    public Colour At(double share)
    {
        double position = Math.Clamp(share, 0, 1) * (_stops.Length - 1);
        int below = Math.Min((int)position, _stops.Length - 2);
        double rest = position - below;
        Colour a = _stops[below], b = _stops[below + 1];
        return new Colour(Mix(a.Red, b.Red), Mix(a.Green, b.Green), Mix(a.Blue, b.Blue));

        byte Mix(byte from, byte to) => (byte)Math.Round(from + ((to - from) * rest));
    }

    /// <summary>A colour for HTML and QGIS.</summary>
    public static string Hex(Colour colour) => $"#{colour.Red:X2}{colour.Green:X2}{colour.Blue:X2}";
}
