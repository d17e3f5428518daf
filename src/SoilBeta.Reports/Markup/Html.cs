using System.Net;
using System.Text;

namespace SoilBeta.Reports.Markup;

/// <summary>Small pieces of HTML; escapes everything that comes from files.</summary>
internal static class Html
{
    /// <summary>Escapes text.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A paragraph of markup.</summary>
    public static string P(string markup) => $"<p>{markup}</p>\n";

    /// <summary>A box that tells what is missing and how to produce it.</summary>
    public static string Missing(string markup) => $"<p class=\"missing\">{markup}</p>\n";

    /// <summary>A table. A header that starts with <c>&lt;</c> is left-aligned, the others right-aligned; cells are markup.</summary>
    public static string Table(IReadOnlyList<string> headers, IEnumerable<IReadOnlyList<string>> rows)
    {
        var html = new StringBuilder("<div class=\"scroll\"><table><thead><tr>");
        foreach (string header in headers)
            html.Append(header.StartsWith('<') ? $"<th class=\"left\">{header[1..]}</th>" : $"<th>{header}</th>");
        html.Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            for (int i = 0; i < row.Count; i++)
                html.Append(headers[i].StartsWith('<') ? $"<td class=\"left\">{row[i]}</td>" : $"<td>{row[i]}</td>");
            html.Append("</tr>\n");
        }
        return html.Append("</tbody></table></div>\n").ToString();
    }

    /// <summary>Parts of a section that are folded until a reader opens them; those that are null or empty are left out.</summary>
    /// <param name="title">What is in there.</param>
    /// <param name="parts">Markup and figures.</param>
    public static IEnumerable<object> Folded(string title, IEnumerable<object?> parts)
    {
        object[] present = [.. parts.Where(part => part is not (null or "")).Select(part => part!)];
        return present.Length == 0 ? [] : [$"<details class=\"more\"><summary>{Text(title)}</summary>\n", .. present, "</details>\n"];
    }

    /// <summary>A name for an anchor or a file: lower-case letters, digits and hyphens.</summary>
    public static string Slug(string text) => string.Concat(text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')).Trim('-');
}
