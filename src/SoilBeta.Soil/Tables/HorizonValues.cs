using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>Texts and numbers of the current row by the program's names, in its units; collects the faults of each column and reports them together.</summary>
internal sealed class HorizonValues
{
    /// <summary>Share of out-of-range values in a column above which the unit must be wrong and reading stops. Below it only the profile is rejected.</summary>
    private const double WrongUnitShare = 0.01;

    /// <summary>The same share where the study drops bad values: some are expected, and only if most of a column is bad must the unit be wrong.</summary>
    private const double WrongUnitShareOfDropped = 0.5;

    /// <summary>SOC above which a horizon is organic, g kg⁻¹, and the minimum bulk density of an organic horizon, g cm⁻³.</summary>
    private const double OrganicSoc = 120, LeastOrganicDensity = 0.02;

    /// <summary>Codes that are never a depth in any unit: as numbers they would be organic layers 99 units above the soil.</summary>
    private static readonly string[] NoDepth = ["-99", "-999"];

    /// <summary>Codes that are never a bottom: as numbers they would end the last horizon metres below the soil.</summary>
    private static readonly string[] NoBottom = [.. NoDepth, "999", "9999", "99999"];

    private readonly TableRows rows;
    private readonly TableColumns columns;
    private readonly Dictionary<string, Column> bound = [];
    private readonly TableUnits units;
    private readonly UnitsByValue? unitsBy;
    private readonly bool drop, standardUnits;
    private TableUnits current;

    /// <summary>Binds the columns and their units.</summary>
    /// <exception cref="InvalidDataException">Units should depend on a column, but none determines them.</exception>
    public HorizonValues(TableRows rows, TableColumns columns, IReadOnlyDictionary<string, ColumnExpression> expressions, HorizonTableOptions options)
    {
        (this.rows, this.columns, drop) = (rows, columns, options.BadValues == BadValues.Drop);
        // WoSIS has converted all its sources to one unit.
        standardUnits = options.Preset == TablePreset.Wosis;
        current = units = new TableUnits(options.Units, name => TablePresets.UnitOf(options.Preset, name));
        unitsBy = options.UnitsBy.Count == 0 ? null : new UnitsByValue(options, columns, expressions, units, rows.Name);

        IReadOnlyList<string> all = options.Missing.GetValueOrDefault(HorizonTableOptions.AllColumns) ?? [];
        var ofPreset = TablePresets.MissingOf(options.Preset);
        foreach (var (name, expression) in expressions)
        {
            var quantity = Quantity.All.GetValueOrDefault(name);
            IReadOnlyList<string> own = options.Missing.GetValueOrDefault(name) ?? ofPreset.GetValueOrDefault(name) ?? [];
            // Identifiers may equal a numeric code of a missing value.
            string[] ofDepths = name switch { "top" => NoDepth, "bottom" => NoBottom, _ => [] };
            IEnumerable<string> codes = quantity is not null ? [.. MissingCodes.Usual, .. ofDepths, .. all, .. own] : [.. all.Where(code => !IsNumber(code)), .. own];
            bound[name] = new Column(name, expression, quantity, new MissingCodes(codes));
        }
    }

    /// <summary>Whether gravel is a share of mass in the current row.</summary>
    public bool CoarseByMass => current.CoarseByMass;

    /// <summary>Selects the units of a row.</summary>
    /// <param name="source">Source.</param>
    /// <returns>Whether its units need no plausibility check: stated for this value of the column, or standard.</returns>
    public bool BeginRow(string source)
    {
        var stated = unitsBy?.ForSource(source);
        current = stated ?? units;
        return standardUnits || stated is not null;
    }

    /// <summary>Text of a column; empty where there is none.</summary>
    public string Text(string name)
    {
        if (!bound.TryGetValue(name, out Column? column))
            return "";
        string text = columns.Text(column.Expression, column.Missing);
        if (!CellText.IsFault(text))
            return text;
        AddFault(name, $"'{text}' is not a value. {CellText.Advice(text)}");
        return "";
    }

    /// <summary>Bulk density, g cm⁻³; organic horizons have a lower limit than mineral ones.</summary>
    /// <param name="profile">Profile; null above the mineral soil.</param>
    /// <param name="soc">SOC of the horizon, g kg⁻¹.</param>
    public double BulkDensity(ProfileBeingRead? profile, double soc) => Number("bulk_density", profile, soc > OrganicSoc ? LeastOrganicDensity : null);

    /// <summary>A number in the program's unit; NaN where there is none. A value out of range becomes a fault of <paramref name="profile"/> (if any); a coordinate out of range stops the reading.</summary>
    /// <param name="name">The program's name.</param>
    /// <param name="profile">Profile; null where values out of range are ignored.</param>
    /// <param name="least">Smallest valid value, in the program's unit; null for the quantity's.</param>
    public double Number(string name, ProfileBeingRead? profile, double? least = null)
    {
        if (!bound.TryGetValue(name, out Column? column))
            return double.NaN;
        string text = columns.Text(column.Expression, column.Missing);
        if (text.Length == 0)
            return double.NaN;
        Quantity quantity = column.Quantity!;
        var (unit, factor) = current.ForQuantity(name);
        if (!Quantity.TryParse(text, unit, out double value))
            return NotANumber(column, text, unit, profile);
        value *= factor;
        column.Count++;
        if (value >= (least ?? quantity.Least) && value <= quantity.Most)
            return value;
        if (profile is null)
            return double.NaN;

        string message = $"{Where(column)}: '{text}' is outside {RangeIn(quantity, least ?? quantity.Least, unit, factor)}.";
        bool place = name is "lat" or "lon";
        if (place)
            message += " Places are decimal degrees on WGS 84; correct the row, or check that lat and lon are not swapped in the study file.";
        if (drop)
            profile.Drop(message);
        else if (place)
            column.AddFault(message);
        else
            profile.Fault ??= message;
        if (!place)
            column.AddOutOfRange(message);
        return double.NaN;
    }

    /// <summary>Adds a fault in a field of the current row.</summary>
    public void AddFault(string name, string what) => bound[name].AddFault($"{Where(bound[name])}{(what[0] == '\'' ? ":" : "")} {what}");

    /// <summary>Throws if reading has found faults, so that one message reports all of them.</summary>
    /// <exception cref="InvalidDataException">The faults, one line for each column.</exception>
    public void ThrowIfFaulty()
    {
        var problems = new List<string>();
        foreach (Column column in bound.Values)
        {
            if (column.FirstFault is { } fault)
                problems.Add(column.Faults == 1 ? fault : $"{fault} {column.Faults:N0} rows have such a fault in this column.");
            if (column.OutOfRange > (drop ? WrongUnitShareOfDropped : WrongUnitShare) * column.Count)
                problems.Add($"{column.FirstOutOfRange} {column.OutOfRange} of {column.Count} values of this column are; check the unit that the study file gives for it, or correct them.");
        }
        if (unitsBy?.Unseen is { } unseen)
            problems.Add(unseen);
        if (problems.Count > 0)
            throw new InvalidDataException(string.Join("\n  ", problems));
    }

    private double NotANumber(Column column, string text, string unit, ProfileBeingRead? profile)
    {
        Quantity quantity = column.Quantity!;
        string hint = CellText.IsFault(text) ? CellText.Advice(text)
            : text[^1] == '%' ? $"It is a percentage, and its unit here is {unit}. Give % as the unit (units), or write the number in {unit}."
            : text.Contains(',', StringComparison.Ordinal) ? "Decimals are written with a point."
            : "Correct it, or leave the field empty.";
        string message = $"{Where(column)}: '{text}' is not a number ({quantity.Name}{(quantity.Unit.Length > 0 ? ", " + quantity.Unit : "")}). {hint}";
        if (drop && profile is not null)
            profile.Drop(message);
        else if (!drop)
            column.AddFault(message);
        return double.NaN;
    }

    /// <summary>The valid range in the unit of the quoted value.</summary>
    private static string RangeIn(Quantity quantity, double least, string unit, double factor) => factor == 1
        ? string.Create(CultureInfo.InvariantCulture, $"{least}–{quantity.Most} {quantity.Unit}").TrimEnd()
        : string.Create(CultureInfo.InvariantCulture, $"{least / factor:0.######}–{quantity.Most / factor:0.######} {unit}");

    private static bool IsNumber(string code) => double.TryParse(code, NumberStyles.Float, CultureInfo.InvariantCulture, out _);

    private string Where(Column column) => $"{rows.Name}, line {rows.Line}, column '{column.Expression.Name}'";

    private sealed class Column(string name, ColumnExpression expression, Quantity? quantity, MissingCodes missing)
    {
        public string Name => name;

        public ColumnExpression Expression => expression;

        public Quantity? Quantity => quantity;

        public MissingCodes Missing => missing;

        public int Count { get; set; }

        public int OutOfRange { get; private set; }

        public string? FirstOutOfRange { get; private set; }

        public int Faults { get; private set; }

        public string? FirstFault { get; private set; }

        public void AddFault(string message)
        {
            Faults++;
            FirstFault ??= message;
        }

        public void AddOutOfRange(string message)
        {
            OutOfRange++;
            FirstOutOfRange ??= message;
        }
    }
}
