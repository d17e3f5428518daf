using System.Collections;
using System.Globalization;
using System.Text;

namespace SoilBeta.Studies.StudyFile;

/// <summary>A study that has been read and checked, with its preset applied and its paths absolute.</summary>
/// <param name="Path">Absolute path of the study file.</param>
/// <param name="Study">The study.</param>
/// <param name="Lines">The effective study as text, one <c>key = value</c> a line in the order of the schema, paths as the file writes them.</param>
public sealed record StudyContext(string Path, Study Study, IReadOnlyList<string> Lines)
{
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

    /// <summary>Writes the effective study down, key by key.</summary>
    internal static List<string> Canonical(Study study)
    {
        var lines = new List<string>();
        Append(study, "");
        return lines;

        void Append(object? value, string path)
        {
            switch (value)
            {
                case null:
                    break;
                case string text:
                    lines.Add($"{path} = {text.ReplaceLineEndings("\\n")}");
                    break;
                case IDictionary dictionary:
                    foreach (var key in dictionary.Keys.Cast<object>().OrderBy(key => Convert.ToString(key, CultureInfo.InvariantCulture), StringComparer.Ordinal))
                        Append(dictionary[key], $"{path}.{Convert.ToString(key, CultureInfo.InvariantCulture)}");
                    break;
                case IList list:
                    for (int i = 0; i < list.Count; i++)
                        Append(list[i], $"{path}[{i + 1}]");
                    break;
                case IFormattable number:
                    lines.Add($"{path} = {number.ToString(null, CultureInfo.InvariantCulture)}");
                    break;
                case bool flag:
                    lines.Add($"{path} = {(flag ? "true" : "false")}");
                    break;
                default:
                    foreach (var (key, property) in StudyBinder.Keys(value.GetType()))
                        Append(property.GetValue(value), path.Length == 0 ? key : $"{path}.{key}");
                    break;
            }
        }
    }
}
