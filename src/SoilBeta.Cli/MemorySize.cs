using System.Globalization;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>Parses sizes of memory and disk on the command line.</summary>
internal static class MemorySize
{
    /// <summary>Bytes of <c>2GB</c>, <c>1.5 GiB</c>, <c>800MB</c> (binary multiples); null if the text is not a size or is too small.</summary>
    /// <param name="text">Size as written.</param>
    /// <param name="least">Smallest allowed size, bytes.</param>
    public static long? Parse(string text, long least)
    {
        string trimmed = text.Trim().ToUpperInvariant();
        string number = trimmed.TrimEnd('B', 'I', 'K', 'M', 'G', 'T', ' ');
        int? shift = trimmed[number.Length..].Trim() switch
        {
            "M" or "MB" or "MIB" => 20,
            "G" or "GB" or "GIB" => 30,
            "T" or "TB" or "TIB" => 40,
            _ => null,
        };
        if (shift is null || !double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) || value > 1e6)
            return null;
        double bytes = value * (1L << shift.Value);
        return bytes >= least ? (long)bytes : null;
    }
}
