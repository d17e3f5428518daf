using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;
using YamlDotNet.Serialization.NamingConventions;

namespace SoilBeta.Studies;

/// <summary>Fills <see cref="StudySection"/> from YAML nodes by the properties of its classes; nodes that do not fit become problems with their line.</summary>
internal sealed partial class SectionReader(StudyProblems problems)
{
    private const int LongestList = 10_000;

    /// <summary>Keys of a section's class in order: property names in snake_case.</summary>
    public static IReadOnlyDictionary<string, PropertyInfo> Keys(Type section) =>
        section.GetProperties(BindingFlags.Public | BindingFlags.Instance).ToDictionary(property => UnderscoredNamingConvention.Instance.Apply(property.Name), StringComparer.Ordinal);

    /// <summary>Fills <paramref name="section"/> from a mapping.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="section">An object with its defaults.</param>
    /// <param name="path">Its place: empty at the top, otherwise <c>covariates[2]</c>.</param>
    public void Fill(YamlMappingNode node, object section, string path)
    {
        var keys = Keys(section.GetType());
        foreach (var (keyNode, value) in node.Children)
        {
            int line = (int)keyNode.Start.Line;
            string key = (keyNode as YamlScalarNode)?.Value ?? "";
            if (!keys.TryGetValue(key, out var property))
            {
                string where = path.Length == 0 ? "of a study" : $"of {path}";
                // Problems that are not shown need no suggestion, which would take long in a file full of unknown keys.
                string hint = problems.Count < StudyProblems.MostShown ? NearestName.Hint(key, [.. keys.Keys]) : "";
                problems.Add(line, $"'{key}' is not a key {where}. {hint}");
                continue;
            }
            string at = path.Length == 0 ? key : $"{path}.{key}";
            problems.Locate(at, line);
            if (IsEmpty(value))
                continue;
            YamlNode entries = value is YamlScalarNode && property.IsDefined(typeof(OneOrMoreAttribute)) ? new YamlSequenceNode(value) : value;
            if (Convert(entries, property.PropertyType, at) is { } converted)
                property.SetValue(section, converted);
        }
    }

    private object? Convert(YamlNode node, Type type, string path)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
            return ConvertList(node, type, path);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
            return ConvertDictionary(node, type, path);
        if (type.IsClass && type != typeof(string))
        {
            if (node is not YamlMappingNode mapping)
                return Wrong(node, path, $"expected keys below it ({string.Join(", ", Keys(type).Keys.Take(4))}, …)");
            object section = Activator.CreateInstance(type)!;
            Fill(mapping, section, path);
            return section;
        }
        return node is YamlScalarNode scalar ? ConvertScalar(scalar, type, path) : Wrong(node, path, $"expected {Describe(type)}");
    }

    private IList? ConvertList(YamlNode node, Type type, string path)
    {
        Type item = type.GetGenericArguments()[0];
        // A single entry of several keys may be written without its dash: 'join: { table: …, key: … }'.
        if (node is YamlMappingNode only && item.IsClass && item != typeof(string))
            node = new YamlSequenceNode(only);
        if (node is not YamlSequenceNode sequence)
            return (IList?)Wrong(node, path, $"expected a list of {Describe(item)}: [a, b] or lines that start with '- '");
        if (sequence.Children.Count > LongestList)
            return (IList?)Wrong(node, path, $"a list of more than {LongestList} entries");
        var list = (IList)Activator.CreateInstance(type)!;
        for (int i = 0; i < sequence.Children.Count; i++)
        {
            string at = string.Create(CultureInfo.InvariantCulture, $"{path}[{i + 1}]");
            problems.Locate(at, (int)sequence.Children[i].Start.Line);
            bool empty = IsEmpty(sequence.Children[i]);
            if (empty && Nullable.GetUnderlyingType(item) is null)
                problems.Add(at, $"is empty; expected {Describe(item)}.");
            else if (empty)
                list.Add(null);
            else if (Convert(sequence.Children[i], item, at) is { } value)
                list.Add(value);
        }
        return list;
    }

    private IDictionary? ConvertDictionary(YamlNode node, Type type, string path)
    {
        Type[] types = type.GetGenericArguments();
        // A dictionary of lists may be one list for all names, and a list of one entry just that entry.
        bool ofLists = types[1] == typeof(List<string>);
        if (ofLists && node is YamlSequenceNode or YamlScalarNode)
            node = new YamlMappingNode(new YamlScalarNode("all"), node);
        if (node is not YamlMappingNode mapping)
            return (IDictionary?)Wrong(node, path, "expected lines of the form 'name: value' below it");
        var dictionary = (IDictionary)Activator.CreateInstance(type)!;
        foreach (var (keyNode, valueNode) in mapping.Children)
        {
            string at = $"{path}.{(keyNode as YamlScalarNode)?.Value}";
            problems.Locate(at, (int)(keyNode.Start.Line > 0 ? keyNode : valueNode).Start.Line);
            if (Convert(keyNode, types[0], at) is { } key && !IsEmpty(valueNode) && Convert(ofLists && valueNode is YamlScalarNode ? new YamlSequenceNode(valueNode) : valueNode, types[1], at) is { } value)
                dictionary[key] = value;
        }
        return dictionary;
    }

    private object? ConvertScalar(YamlScalarNode node, Type type, string path)
    {
        string text = node.Value ?? "";
        Type target = Nullable.GetUnderlyingType(type) ?? type;
        if (target == typeof(string))
            return Clean(text) ?? Wrong(node, path, "expected text without control characters, at most 4,000 of them");
        // YAML takes a quoted number as text, but a study means the number.
        if (target == typeof(bool))
            return text.ToLowerInvariant() switch { "true" or "yes" => true, "false" or "no" => false, _ => Wrong(node, path, "expected true or false") };
        if (target == typeof(int) && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int whole))
            return whole;
        if (target == typeof(ulong) && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong natural))
            return natural;
        if (target == typeof(double) && PlainNumber().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
            return number;
        return Wrong(node, path, $"expected {Describe(type)}");
    }

    private static string? Clean(string text) => text.Length <= 4_000 && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) ? text.Trim() : null;

    private object? Wrong(YamlNode node, string path, string expected)
    {
        string found = node is YamlScalarNode scalar ? $"'{Shorten(scalar.Value ?? "")}'" : node is YamlSequenceNode ? "a list" : "keys below it";
        problems.Add((int)node.Start.Line, $"{path}: found {found}, {expected}.");
        return null;
    }

    private static string Shorten(string text) => new([.. text.Take(60).Select(c => char.IsControl(c) ? ' ' : c)]);

    private static bool IsEmpty(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain } scalar && scalar.Value is null or "" or "~" or "null" or "Null" or "NULL";

    private static string Describe(Type type)
    {
        Type target = Nullable.GetUnderlyingType(type) ?? type;
        return target == typeof(int) ? "an integer"
            : target == typeof(ulong) ? "an integer from 0 up"
            : target == typeof(double) ? "a number"
            : target == typeof(bool) ? "true or false"
            : target == typeof(string) ? "text"
            : "keys below it";
    }

    [GeneratedRegex(@"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlainNumber();
}
