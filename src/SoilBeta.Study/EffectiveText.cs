using System.Collections;
using System.Globalization;

namespace SoilBeta.Studies;

/// <summary>The effective study as text: keys of the file and defaults, one <c>key = value</c> per line in the order of the sections' properties. Checksums are computed from it.</summary>
internal static class EffectiveText
{
    /// <summary>Lists the effective study key by key.</summary>
    public static IReadOnlyList<string> Lines(StudySection study)
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
                    foreach (var (key, property) in SectionReader.Keys(value.GetType()))
                        Append(property.GetValue(value), path.Length == 0 ? key : $"{path}.{key}");
                    break;
            }
        }
    }
}
