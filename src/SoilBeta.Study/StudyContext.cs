using System.Text;

namespace SoilBeta.Studies;

/// <summary>A study that has been read and checked, with its preset applied and its paths absolute.</summary>
/// <param name="Path">Absolute path of the study file.</param>
/// <param name="Study">The study.</param>
/// <param name="Lines">The effective study as text, one <c>key = value</c> a line in the order of the schema, paths as the file writes them.</param>
public sealed record StudyContext(string Path, Study Study, IReadOnlyList<string> Lines)
{
    /// <summary>What the command line limits the run to.</summary>
    public RunLimits Limits { get; init; } = RunLimits.None;

    /// <summary>SHA-256 of the effective study, hexadecimal: the same wherever its folder lies, and however the file is laid out.</summary>
    public string Checksum => ChecksumOf();

    /// <summary>SHA-256 of the keys below the given sections (<c>grid</c>, <c>covariates</c>, <c>seed</c>, …), or of all without any: what a step depends on.</summary>
    public string ChecksumOf(params ReadOnlySpan<string> sections)
    {
        var text = new StringBuilder();
        foreach (string line in Lines)
        {
            bool wanted = sections.IsEmpty;
            foreach (string section in sections)
                wanted |= line.StartsWith(section, StringComparison.Ordinal) && line.Length > section.Length && line[section.Length] is '.' or '[' or ' ';
            if (wanted)
                text.Append(line).Append('\n');
        }
        return Checksums.OfText(text.ToString());
    }
}
