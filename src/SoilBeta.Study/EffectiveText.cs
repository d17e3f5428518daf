using System.Collections;
using System.Globalization;

namespace SoilBeta.Studies;

/// <summary>The effective study as text: keys of the file and defaults, one <c>key = value</c> per line in the order of the sections' properties. Checksums are computed from it.</summary>
internal static class EffectiveText
{
    /// <summary>Lists the effective study key by key, without the keys for readers.</summary>
    public static IReadOnlyList<string> Lines(StudySection study) => Lines(study, forReaders: false);

    /// <summary>Lists the keys for readers alone: title, sources, licences.</summary>
    public static IReadOnlyList<string> ReaderLines(StudySection study) => Lines(study, forReaders: true);

    private static List<string> Lines(StudySection study, bool forReaders)
    {
        var lines = new List<string>();
        Append(study, "", false);
        return lines;

        void Append(object? value, string path, bool isForReaders)
        {
            if (value is string or IFormattable or bool && isForReaders != forReaders)
                return;
            switch (value)
            {
                case null:
                    break;
                case string text:
                    lines.Add($"{path} = {text.ReplaceLineEndings("\\n")}");
                    break;
                case IDictionary dictionary:
                    foreach (var key in dictionary.Keys.Cast<object>().OrderBy(key => Convert.ToString(key, CultureInfo.InvariantCulture), StringComparer.Ordinal))
                        Append(dictionary[key], $"{path}.{Convert.ToString(key, CultureInfo.InvariantCulture)}", isForReaders);
                    break;
                case IList list:
                    for (int i = 0; i < list.Count; i++)
                        Append(list[i], $"{path}[{i + 1}]", isForReaders);
                    break;
                case IFormattable number:
                    lines.Add($"{path} = {number.ToString(null, CultureInfo.InvariantCulture)}");
                    break;
                case bool flag:
                    lines.Add($"{path} = {(flag ? "true" : "false")}");
                    break;
                default:
                    foreach (var (key, property) in SectionReader.Keys(value.GetType()))
                        Append(property.GetValue(value), path.Length == 0 ? key : $"{path}.{key}", property.IsDefined(typeof(ForReadersAttribute), inherit: true));
                    break;
            }
        }
    }
}
