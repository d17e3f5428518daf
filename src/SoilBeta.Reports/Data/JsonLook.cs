using System.Text.Json;

namespace SoilBeta.Reports.Data;

/// <summary>Reads JSON in which members may be missing.</summary>
internal static class JsonLook
{
    /// <summary>A member along a path of names; null where one is missing or null.</summary>
    public static JsonElement? At(this JsonElement? element, params ReadOnlySpan<string> path)
    {
        foreach (string name in path)
        {
            if (element is not { ValueKind: JsonValueKind.Object } here || !here.TryGetProperty(name, out JsonElement next))
                return null;
            element = next;
        }
        return element is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : element;
    }

    /// <summary>A number; NaN where there is none.</summary>
    public static double Number(this JsonElement? element, params ReadOnlySpan<string> path) => At(element, path) is { ValueKind: JsonValueKind.Number } number ? number.GetDouble() : double.NaN;

    /// <summary>A text; empty where there is none.</summary>
    public static string Text(this JsonElement? element, params ReadOnlySpan<string> path) => At(element, path) is { } value ? value.ToString() : "";

    /// <summary>Items of a list; none where there is no list.</summary>
    public static IEnumerable<JsonElement?> Items(this JsonElement? element, params ReadOnlySpan<string> path) =>
        At(element, path) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(item => (JsonElement?)item) : [];
}
