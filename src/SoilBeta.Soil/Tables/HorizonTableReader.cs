using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>Reads a table of horizons into profiles: finds the columns, converts the units, and stops at what cannot be a table of soil.</summary>
public static class HorizonTableReader
{
    /// <summary>Share of a column's values out of range above which the unit must be wrong, and reading stops. Below it the profile alone is rejected.</summary>
    public const double WrongUnitShare = 0.01;

    private static readonly string[] Needed = ["profile_id", "lat", "lon", "top", "bottom"];

    /// <summary>Reads a table.</summary>
    /// <param name="options">Path, columns and units.</param>
    /// <returns>Profiles in the order in which the table first names them.</returns>
    /// <exception cref="InvalidDataException">A missing file or column, text in a number, a place that is not on Earth, a unit that cannot be right.</exception>
    public static HorizonTable Read(HorizonTableOptions options)
    {
        using TableRows rows = TableRows.Open(options.Path, options.Sheet);
        using var columns = new TableColumns(rows, options.Preset);
        columns.Join(options.Joins, options.Preset);
        // Every column is found in the headers before a row is read.
        var reader = new Reading(rows, columns, options);
        var filter = new RowFilter(rows, columns, options.Where, reader.Bound);
        columns.LoadJoins();
        while (rows.Read())
        {
            columns.Advance();
            if (filter.Keeps())
                reader.AddRow();
            else
                reader.LeaveOutRow();
        }
        return reader.Finish(filter);
    }

    /// <summary>One table being read.</summary>
    private sealed class Reading
    {
        private readonly TableRows rows;
        private readonly TableColumns columns;
        private readonly string defaultSource;
        private readonly Dictionary<string, ColumnExpression> bound = [];
        private readonly Dictionary<string, double> factors = [];
        private readonly Dictionary<string, OutOfRange> outOfRange = [];
        private readonly Dictionary<(string Source, string Id), ProfileBeingRead> byName = [];
        private readonly List<ProfileBeingRead> profiles = [];
        private readonly bool coarseByMass;
        private readonly HashSet<(string Source, string Id)> withRowsLeftOut = [];
        private int horizons;
        private int leftOut;

        public Reading(TableRows rows, TableColumns columns, HorizonTableOptions options)
        {
            this.rows = rows;
            this.columns = columns;
            defaultSource = string.IsNullOrEmpty(options.Source) ? rows.Name.Split('.')[0] : options.Source;
            var preset = string.IsNullOrEmpty(options.Preset) ? default : TablePresets.Named(options.Preset);
            foreach (string ours in options.Columns.Keys.Concat(options.Units.Keys))
            {
                if (!Quantity.All.ContainsKey(ours) && !Quantity.Texts.Contains(ours))
                    throw new InvalidDataException($"{rows.Name}, columns: '{ours}' is no name of ours. Known are {string.Join(", ", Quantity.Texts.Concat(Quantity.All.Keys))}.");
            }

            foreach (string ours in Quantity.Texts.Concat(Quantity.All.Keys))
            {
                string? theirs = options.Columns.GetValueOrDefault(ours);
                bool stated = !string.IsNullOrEmpty(theirs);
                // A column that merely bears our name may hold anything: once the study maps columns, only those it maps are read.
                bool byOurName = preset.Columns is null && (options.Columns.Count == 0 || Needed.Contains(ours));
                theirs = stated ? theirs! : preset.Columns?.GetValueOrDefault(ours) ?? (byOurName ? ours : null);
                if (theirs is not null && columns.Find(theirs) is { } expression)
                    bound[ours] = expression;
                else if (stated || Needed.Contains(ours))
                    throw columns.NoColumn(theirs ?? ours, ours);
            }
            if (!bound.ContainsKey("soc") && !bound.ContainsKey("organic_matter"))
                throw preset.Columns is null && options.Columns.Count > 0 && columns.Find("soc") is not null ? Unmapped("soc") : columns.NoColumn(preset.Columns?["soc"] ?? "soc", "soc or organic_matter");

            foreach (Quantity quantity in Quantity.All.Values)
            {
                string? unit = options.Units.GetValueOrDefault(quantity.Name) ?? preset.Units?.GetValueOrDefault(quantity.Name);
                factors[quantity.Name] = quantity.Factor(unit, rows.Name);
                if (quantity.Name == "coarse" && unit is not null)
                    coarseByMass = unit.Contains("mass", StringComparison.OrdinalIgnoreCase) || unit.Contains("weight", StringComparison.OrdinalIgnoreCase);
            }
        }

        /// <summary>Columns that are mapped, by our name.</summary>
        public IReadOnlyDictionary<string, ColumnExpression> Bound => bound;

        public void LeaveOutRow()
        {
            leftOut++;
            withRowsLeftOut.Add((Source(), Text("profile_id")));
        }

        public void AddRow()
        {
            horizons++;
            string id = Text("profile_id");
            if (id.Length == 0)
                throw new InvalidDataException($"{rows.Name}, line {rows.Line}, column '{bound["profile_id"].Name}' is empty. Every horizon needs the name of its profile.");
            string source = Source();
            if (!byName.TryGetValue((source, id), out ProfileBeingRead? profile))
            {
                profile = new ProfileBeingRead(id, source, rows.Line);
                byName.Add((source, id), profile);
                profiles.Add(profile);
            }

            profile.AddPlace(Number("lat", profile), Number("lon", profile));
            profile.Site = profile.Site.Length > 0 ? profile.Site : Text("site");
            profile.Ecosystem = profile.Ecosystem.Length > 0 ? profile.Ecosystem : Text("ecosystem");
            profile.Duplicate |= Flag("duplicate");
            double rock = Number("rock", profile);
            profile.Rock = double.IsNaN(profile.Rock) ? rock : profile.Rock;
            profile.Horizons.Add(ReadHorizon(profile));
        }

        public HorizonTable Finish(RowFilter filter)
        {
            if (horizons == 0 && leftOut > 0)
                throw new InvalidDataException($"{rows.Name}: 'where' leaves none of {leftOut:N0} rows ({string.Join(", ", filter.LeftOut.Where(one => one.Rows > 0).Select(one => $"{one.Column} leaves out {one.Rows:N0}"))}). Check its values against those of the column.");
            foreach (JoinedTable join in columns.Joins.Where(join => join.NeverMatched))
                throw new InvalidDataException($"{rows.Name}: none of its rows has a partner in {join.Name} (key '{join.Key.Name}', there '{join.KeyName}'). Name the columns that hold the same keys.");
            foreach (OutOfRange column in outOfRange.Values)
            {
                if (column.Wrong > WrongUnitShare * column.Count)
                    throw new InvalidDataException($"{column.First} {column.Wrong} of {column.Count} values of this column are; check the unit that the study file gives for it, or correct them.");
            }
            if (profiles.Count == 0)
                throw new InvalidDataException($"{rows.Name} holds no horizons, only a header.");
            return new HorizonTable(rows.Name, [.. profiles.Select(profile => profile.ToProfile(rows.Name))], horizons)
            {
                Joins = [.. columns.Joins.Select(join => new JoinCount(join.Name, join.RowsWithoutPartner))],
                LeftOut = filter.LeftOut,
                ProfilesWithRowsLeftOut = byName.Keys.Count(withRowsLeftOut.Contains),
            };
        }

        private Horizon ReadHorizon(ProfileBeingRead profile)
        {
            double top = Number("top", profile);
            double bottom = Number("bottom", profile);
            string designation = Text("horizon");
            bool litter = Flag("litter");
            // Litter and peat above the mineral soil are dropped later: their bulk density may well be 0.01.
            ProfileBeingRead? held = litter || Horizon.IsAboveMineral(top, bottom, designation) ? null : profile;
            double soc = Number("soc", held);
            if (double.IsNaN(soc))
                soc = Number("organic_matter", held) * CarbonDensity.CarbonOfOrganicMatter;
            OtherNumberDictionary? others = null;
            foreach (string name in OtherNumberDictionary.Names)
            {
                double value = Number(name, held);
                if (!double.IsNaN(value))
                    (others ??= new OtherNumberDictionary())[name] = value;
            }
            return new Horizon
            {
                Top = top,
                Bottom = bottom,
                Designation = designation,
                IsLitter = litter,
                Soc = soc,
                BulkDensity = Number("bulk_density", held),
                Gravel = Number("coarse", held),
                GravelByMass = GravelByMass(),
                Others = others ?? Horizon.NoOthers,
                Line = rows.Line,
            };
        }

        private bool GravelByMass()
        {
            string basis = Text("coarse_basis").ToUpperInvariant();
            return basis switch
            {
                "" => coarseByMass,
                _ when basis.StartsWith("VOL", StringComparison.Ordinal) || basis == "V" => false,
                _ when basis.StartsWith("MASS", StringComparison.Ordinal) || basis.StartsWith("WEIGHT", StringComparison.Ordinal) || basis is "M" or "W" or "WT" => true,
                _ => throw new InvalidDataException($"{rows.Name}, line {rows.Line}, column '{bound["coarse_basis"].Name}': '{basis}' is neither vol nor mass. Correct it, or leave the column out."),
            };
        }

        private InvalidDataException Unmapped(string name) => new(
            $"{rows.Name}: 'columns' says neither which column is soc nor which is organic_matter, and only columns that it names are read. There is one called '{name}': if that is organic carbon, add '{name}: {name}' under 'columns' in the study file.");

        /// <summary>Compilation of the current row; WoSIS puts names of data sets in braces.</summary>
        private string Source()
        {
            string source = Text("source");
            return source.Length == 0 ? defaultSource : source[0] == '{' && source[^1] == '}' && source.Length > 2 ? source[1..^1] : source;
        }

        private bool Flag(string name)
        {
            string text = Text(name);
            return text.ToUpperInvariant() switch
            {
                "" or "0" or "FALSE" or "NO" or "N" or "F" or "NULL" or "NAN" => false,
                "1" or "TRUE" or "YES" or "Y" or "T" => true,
                _ => throw new InvalidDataException($"{rows.Name}, line {rows.Line}, column '{bound[name].Name}': '{text}' is neither yes nor no. Expected 1, true, yes, y or t, or 0, false, no, n or f; correct it, or do not map {name}."),
            };
        }

        private string Text(string name) => bound.TryGetValue(name, out var expression) ? columns.Text(expression) : "";

        /// <summary>A number in our unit; NaN where there is none. A value out of range is a fault of <paramref name="profile"/> (if any), or stops where it is a place.</summary>
        private double Number(string name, ProfileBeingRead? profile)
        {
            if (!bound.TryGetValue(name, out var expression))
                return double.NaN;
            string text = columns.Text(expression);
            Quantity quantity = Quantity.All[name];
            if (!Quantity.TryParse(text, out double value))
            {
                string hint = text.Contains(',', StringComparison.Ordinal) ? "Decimals are written with a point." : "Correct it, or leave the field empty.";
                throw new InvalidDataException($"{Where(expression)}: '{text}' is not a number ({quantity.Name}{(quantity.Unit.Length > 0 ? ", " + quantity.Unit : "")}). {hint}");
            }
            if (double.IsNaN(value))
                return value;
            value *= factors[name];
            if (!outOfRange.TryGetValue(name, out OutOfRange? column))
                outOfRange[name] = column = new OutOfRange();
            column.Count++;
            if (value >= quantity.Least && value <= quantity.Most)
                return value;
            if (profile is null)
                return double.NaN;

            string range = string.Create(CultureInfo.InvariantCulture, $"{quantity.Least}–{quantity.Most} {quantity.Unit}").TrimEnd();
            string message = $"{Where(expression)}: '{text}' is outside {range}.";
            if (name is "lat" or "lon")
                throw new InvalidDataException($"{message} Places are decimal degrees on WGS 84; correct the row, or check that lat and lon are not swapped in the study file.");
            column.Wrong++;
            column.First ??= message;
            profile.Fault ??= message;
            return double.NaN;
        }

        private string Where(ColumnExpression expression) => $"{rows.Name}, line {rows.Line}, column '{expression.Name}'";
    }

    private sealed class OutOfRange
    {
        public int Count { get; set; }

        public int Wrong { get; set; }

        public string? First { get; set; }
    }
}
