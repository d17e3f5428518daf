using System.Globalization;
using System.Text.RegularExpressions;

namespace SoilBeta.Soil.Tables;

/// <summary>Excludes rows that fail a condition of <c>where</c>, and counts them by the first condition that they fail.</summary>
internal sealed partial class RowFilter
{
    private static readonly string[] Empty = ["", "NA", "N/A", "NAN", "NULL", "NONE", "-", "."];

    /// <summary>Maximum number of a column's values that a message lists.</summary>
    private const int MostListed = 20;

    /// <summary>Most distinct texts of a column that are kept in memory.</summary>
    private const int MostMet = 10_000;

    private readonly TableRows rows;
    private readonly TableColumns columns;
    private readonly Condition[] conditions;

    /// <summary>Finds the columns of the conditions.</summary>
    /// <param name="rows">The horizon table.</param>
    /// <param name="columns">Its columns and those joined to it.</param>
    /// <param name="where">Conditions.</param>
    /// <param name="ours">Mapped columns, by the program's name.</param>
    /// <exception cref="InvalidDataException">There is no such column.</exception>
    public RowFilter(TableRows rows, TableColumns columns, IReadOnlyList<RowCondition> where, IReadOnlyDictionary<string, ColumnExpression> ours)
    {
        (this.rows, this.columns) = (rows, columns);
        conditions = [.. where.Select(one => new Condition(one, columns.Find(one.Column) ?? ours.GetValueOrDefault(one.Column) ?? throw columns.NoColumn(one.Column, "where")))];
    }

    /// <summary>Rows excluded, by condition.</summary>
    public IReadOnlyList<LeftOutRows> LeftOut => [.. conditions.Select(condition => new LeftOutRows(condition.What.Column, condition.LeftOut))];

    /// <summary>Values of <c>keep</c> and <c>drop</c> that no row has, a sentence for each column.</summary>
    public IReadOnlyList<string> Unmet => [.. conditions.Select(condition => condition.Unmet(rows.Name)).OfType<string>()];

    /// <summary>Whether the current row meets all conditions.</summary>
    /// <exception cref="InvalidDataException">Text where a number is compared.</exception>
    public bool Keeps()
    {
        bool keeps = true;
        foreach (Condition condition in conditions)
        {
            string text = columns.Text(condition.Column);
            condition.Meet(text);
            if (!keeps || condition.Keeps(text, rows))
                continue;
            condition.LeftOut++;
            keeps = false;
        }
        return keeps;
    }

    // WoSIS writes multiple values in braces, after their number: {1:CC-BY} and {AF-AfSP,WD-ISIS}.
    [GeneratedRegex(@"^(\d+:)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbering();

    // 1985-06-01, 01/06/1985, 1985-??-??, {1:1985-06-01}: a four-digit year with other parts of a date.
    [GeneratedRegex(@"^\{?(\d+:)?(?<year>1[5-9]\d\d|20\d\d)([-/.][\d?]{1,2}){1,2}([ T].*)?\}?$|^\{?(\d+:)?([\d?]{1,2}[-/.]){1,2}(?<year>1[5-9]\d\d|20\d\d)\}?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Date();

    private sealed class Condition(RowCondition what, ColumnExpression column)
    {
        private readonly bool keepEmpty = what.KeepEmpty ?? (what.Keep is null && what.Min is null && what.Max is null);

        // A bound such as 1997 is a year: 19970503 is then a day of that year, not a number far above it.
        private readonly bool comparesYears = (what.Min is null || IsYear(what.Min.Value)) && (what.Max is null || IsYear(what.Max.Value));

        // A column of licences or years has few distinct texts: each is evaluated once.
        private readonly Dictionary<string, bool> judged = new(StringComparer.Ordinal);
        private readonly HashSet<string> met = new(StringComparer.Ordinal);
        private readonly HashSet<string> unmet = [.. what.Keep ?? [], .. what.Drop ?? []];

        public RowCondition What => what;

        public ColumnExpression Column => column;

        public int LeftOut { get; set; }

        /// <summary>Records the values that a row has, whether or not another condition leaves it out.</summary>
        public void Meet(string text)
        {
            if (unmet.Count > 0 && (met.Count >= MostMet || met.Add(text)))
                unmet.RemoveWhere(value => Means(text, value));
        }

        public string? Unmet(string table) => unmet.Count == 0 ? null
            : $"{table}, where, {what.Column}: no row has {string.Join(", ", unmet.Select(value => $"'{value}'"))}. Found: {string.Join(", ", met.Where(text => text.Length > 0).Order(StringComparer.Ordinal).Take(MostListed))}{(met.Count > MostListed ? ", …" : "")}.";

        public bool Keeps(string text, TableRows rows)
        {
            if (judged.TryGetValue(text, out bool known))
                return known;
            bool keeps = Judge(text, rows);
            if (judged.Count < MostMet)
                judged[text] = keeps;
            return keeps;
        }

        private bool Judge(string text, TableRows rows)
        {
            if (Empty.Contains(text, StringComparer.OrdinalIgnoreCase))
                return keepEmpty;
            if (what.Keep is not null && !Names(what.Keep, text))
                return false;
            if (Names(what.Drop, text))
                return false;
            if (what.Min is null && what.Max is null)
                return true;
            double number = Number(text);
            if (comparesYears && YearOfDay(number) is { } year)
                number = year;
            if (double.IsNaN(number))
                throw new InvalidDataException($"{rows.Name}, line {rows.Line}, column '{column.Name}': '{text}' is neither a number nor a date, and 'where' compares it with {(what.Min is null ? "max" : "min")}. List the values to keep (keep) or to leave out (drop) instead.");
            return !(number < what.Min) && !(number > what.Max);
        }

        private static bool Names(IReadOnlyList<string>? values, string text) => values?.Any(value => Means(text, value)) == true;

        private static bool Means(string text, string value)
        {
            if (IsSame(text, value))
                return true;
            return text.Length > 2 && text[0] == '{' && text[^1] == '}'
                && text[1..^1].Split(',').Any(part => IsSame(Numbering().Replace(part.Trim().Trim('"'), "", 1).Trim(), value));
        }

        // Numbers match in any notation: 1997, 1997.0, 01997.
        private static bool IsSame(string text, string value) =>
            string.Equals(text, value.Trim(), StringComparison.OrdinalIgnoreCase) || (Plain(text) is { } a && Plain(value) is { } b && a == b);

        private static double? Plain(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;

        private static bool IsYear(double number) => number is >= 1500 and < 2100 && number == Math.Floor(number);

        // yyyymmdd, with 00 for an unknown month or day.
        private static double? YearOfDay(double number) =>
            number == Math.Floor(number) && IsYear(Math.Floor(number / 10_000)) && number % 10_000 / 100 < 13 && number % 100 < 32 ? Math.Floor(number / 10_000) : null;

        private static double Number(string text) =>
            Plain(text) is { } number ? number
            : Date().Match(text) is { Success: true } date ? double.Parse(date.Groups["year"].ValueSpan, CultureInfo.InvariantCulture)
            : double.NaN;
    }
}
