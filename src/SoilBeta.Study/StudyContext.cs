using System.Text;

namespace SoilBeta.Studies;

/// <summary>A study that has been read and checked, with its preset applied and its paths absolute.</summary>
/// <param name="Path">Absolute path of the study file.</param>
/// <param name="Study">The study.</param>
/// <param name="Lines">The effective study as text, one <c>key = value</c> per line in the order of the schema, with paths as in the file.</param>
public sealed record StudyContext(string Path, Study Study, IReadOnlyList<string> Lines)
{
    /// <summary>The keys for readers in the same form: title, sources, licences. No result but the report depends on them.</summary>
    public IReadOnlyList<string> ReaderLines { get; init; } = [];

    /// <summary>Limits of the run from the command line.</summary>
    public RunLimits Limits { get; init; } = RunLimits.None;

    /// <summary>SHA-256 of the effective study, hexadecimal, independent of its folder and of the file's layout.</summary>
    public string Checksum => ChecksumOf();

    /// <summary>SHA-256 of the keys of the given sections (<c>grid</c>, <c>covariates</c>, <c>seed</c>, …), or of all if none is given: identifies a step's inputs.</summary>
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
