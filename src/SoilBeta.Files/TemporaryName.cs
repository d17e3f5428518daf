using System.Globalization;
using System.Text.RegularExpressions;

namespace SoilBeta.Files;

/// <summary>Names of unfinished files: hidden, in the folder of the final file, with the id of the process that writes them, so that no other program's file is mistaken for one.</summary>
public static partial class TemporaryName
{
    private const string Prefix = ".soilbeta-";

    /// <summary>Temporary name next to a final one: <c>maps/CL_beta.tif</c> becomes <c>maps/.soilbeta-1234-CL_beta.tif.part</c>.</summary>
    /// <param name="path">Final name.</param>
    /// <param name="extension">Extension that the writing library requires.</param>
    public static string For(string path, string extension = ".part")
    {
        string full = Path.GetFullPath(path);
        return Path.Combine(Path.GetDirectoryName(full)!, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}-{Path.GetFileName(full)}{extension}"));
    }

    /// <summary>Id of the process that wrote a temporary file; null for any other file.</summary>
    /// <param name="path">Path or name of a file.</param>
    public static int? ProcessOf(string path) =>
        Pattern().Match(Path.GetFileName(path)) is { Success: true } match && int.TryParse(match.Groups["process"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : null;

    [GeneratedRegex(@"^\.soilbeta-(?<process>\d{1,10})-.", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
