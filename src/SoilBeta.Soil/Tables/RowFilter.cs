using System.Globalization;
using System.Text.RegularExpressions;

namespace SoilBeta.Soil.Tables;

/// <summary>Leaves out rows that do not meet every condition of <c>where</c>, and counts them by the first that they fail.</summary>
internal sealed partial class RowFilter
{
    private static readonly string[] Empty = ["", "NA", "N/A", "NAN", "NULL", "NONE", "-", "."];
    private readonly TableRows rows;
    private readonly TableColumns columns;
    private readonly Condition[] conditions;

    /// <summary>Finds the columns of the conditions.</summary>
    /// <param name="rows">The horizon table.</param>
    /// <param name="columns">Its columns and those joined to it.</param>
    /// <param name="where">Conditions.</param>
    /// <param name="ours">Columns that are mapped, by our name.</param>
    /// <exception cref="InvalidDataException">There is no such column.</exception>
    public RowFilter(TableRows rows, TableColumns columns, IReadOnlyList<RowCondition> where, IReadOnlyDictionary<string, ColumnExpression> ours)
    {
        (this.rows, this.columns) = (rows, columns);
        conditions = [.. where.Select(one => new Condition(one, columns.Find(one.Column) ?? ours.GetValueOrDefault(one.Column) ?? throw columns.NoColumn(one.Column, "where")))];
    }

    /// <summary>Rows left out, by condition.</summary>
    public IReadOnlyList<LeftOutRows> LeftOut => [.. conditions.Select(condition => new LeftOutRows(condition.What.Column, condition.LeftOut))];

    /// <summary>Whether the current row is read.</summary>
    /// <exception cref="InvalidDataException">A text where a number is compared.</exception>
    public bool Keeps()
    {
        foreach (Condition condition in conditions)
        {
            if (condition.Keeps(columns.Text(condition.Column), rows))
                continue;
            condition.LeftOut++;
            return false;
        }
        return true;
    }

    // WoSIS writes what may have several values in braces, the first number counting them: {1:CC-BY} and {AF-AfSP,WD-ISIS}.
    [GeneratedRegex(@"^(\d+:)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbering();

    // 1985-06-01, 01/06/1985, 1985-??-??, {1:1985-06-01}: one year of four digits and other parts of a date.
    [GeneratedRegex(@"^\{?(\d+:)?(?<year>1[5-9]\d\d|20\d\d)([-/.][\d?]{1,2}){1,2}([ T].*)?\}?$|^\{?(\d+:)?([\d?]{1,2}[-/.]){1,2}(?<year>1[5-9]\d\d|20\d\d)\}?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Date();

    private sealed class Condition(RowCondition what, ColumnExpression column)
    {
        private readonly bool keepEmpty = what.KeepEmpty ?? (what.Keep is null && what.Min is null && what.Max is null);

        // Few texts make up a column of licences or years: each is judged once.
        private readonly Dictionary<string, bool> judged = new(StringComparer.Ordinal);

        public RowCondition What => what;

        public ColumnExpression Column => column;

        public int LeftOut { get; set; }

        public bool Keeps(string text, TableRows rows)
        {
            if (judged.TryGetValue(text, out bool known))
                return known;
            bool keeps = Judge(text, rows);
            if (judged.Count < 10_000)
                judged[text] = keeps;
            return keeps;
        }

        private bool Judge(string text, TableRows rows)
        {
            if (Empty.Contains(text, StringComparer.OrdinalIgnoreCase))
                return keepEmpty;
            if (what.Keep is { } keep && !keep.Any(value => Means(text, value)))
                return false;
            if (what.Drop is { } drop && drop.Any(value => Means(text, value)))
                return false;
            if (what.Min is null && what.Max is null)
                return true;
            double number = Number(text);
            if (double.IsNaN(number))
                throw new InvalidDataException($"{rows.Name}, line {rows.Line}, column '{column.Name}': '{text}' is neither a number nor a date, and 'where' compares it with {(what.Min is null ? "max" : "min")}. List the values to keep (keep) or to leave out (drop) instead.");
            return !(number < what.Min) && !(number > what.Max);
        }

        private static bool Means(string text, string value)
        {
            if (string.Equals(text, value, StringComparison.OrdinalIgnoreCase) || (Number(text) is var a && Number(value) is var b && a == b && !Date().IsMatch(text)))
                return true;
            return text.Length > 2 && text[0] == '{' && text[^1] == '}'
                && text[1..^1].Split(',').Any(part => string.Equals(Numbering().Replace(part.Trim().Trim('"'), "", 1).Trim(), value, StringComparison.OrdinalIgnoreCase));
        }

        private static double Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : Date().Match(text) is { Success: true } date ? double.Parse(date.Groups["year"].ValueSpan, CultureInfo.InvariantCulture)
            : double.NaN;
    }
}
