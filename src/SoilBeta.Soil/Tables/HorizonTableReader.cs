using System.Globalization;

namespace SoilBeta.Soil.Tables;

/// <summary>Reads a table of horizons into profiles: finds the columns, converts the units, and stops at what cannot be a table of soil.</summary>
public static class HorizonTableReader
{
    /// <summary>Share of a column's values out of range above which the unit must be wrong, and reading stops. Below it the profile alone is rejected.</summary>
    public const double WrongUnitShare = 0.01;

    private static readonly string[] Needed = ["profile_id", "lat", "lon", "top", "bottom"];
    private static readonly string[] HorizonNumbers = ["soc", "organic_matter", "bulk_density", "coarse", "clay", "sand", "silt", "ph", "total_nitrogen", "year", "mat", "map", "cn", "mc", "mn", "bnpp"];

    /// <summary>Reads a table.</summary>
    /// <param name="options">Path, columns and units.</param>
    /// <returns>Profiles in the order in which the table first names them.</returns>
    /// <exception cref="InvalidDataException">A missing file or column, text in a number, a place that is not on Earth, a unit that cannot be right.</exception>
    public static HorizonTable Read(HorizonTableOptions options)
    {
        using TableRows rows = TableRows.Open(options.Path, options.Sheet);
        var columns = new TableColumns(rows, options.Join);
        var reader = new Reading(rows, columns, options);
        while (rows.Read())
        {
            columns.Advance();
            reader.AddRow();
        }
        return reader.Finish();
    }

    /// <summary>One table being read.</summary>
    private sealed class Reading
    {
        private readonly TableRows rows;
        private readonly TableColumns columns;
        private readonly string defaultSource;
        private readonly Dictionary<string, TableColumns.Expression> bound = [];
        private readonly Dictionary<string, double> factors = [];
        private readonly Dictionary<string, OutOfRange> outOfRange = [];
        private readonly Dictionary<(string Source, string Id), ProfileBeingRead> byName = [];
        private readonly List<ProfileBeingRead> profiles = [];
        private readonly bool coarseByMass;
        private int horizons;

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
                theirs = stated ? theirs! : preset.Columns?.GetValueOrDefault(ours) ?? (preset.Columns is null ? ours : null);
                if (theirs is not null && columns.Find(theirs) is { } expression)
                    bound[ours] = expression;
                else if (stated || Needed.Contains(ours))
                    throw columns.NoColumn(theirs ?? ours, ours);
            }
            if (!bound.ContainsKey("soc") && !bound.ContainsKey("organic_matter"))
                throw columns.NoColumn(preset.Columns?["soc"] ?? "soc", "soc or organic_matter");

            foreach (Quantity quantity in Quantity.All.Values)
            {
                string? unit = options.Units.GetValueOrDefault(quantity.Name) ?? preset.Units?.GetValueOrDefault(quantity.Name);
                factors[quantity.Name] = quantity.Factor(unit, rows.Name);
                if (quantity.Name == "coarse" && unit is not null)
                    coarseByMass = unit.Contains("mass", StringComparison.OrdinalIgnoreCase) || unit.Contains("weight", StringComparison.OrdinalIgnoreCase);
            }
        }

        public void AddRow()
        {
            horizons++;
            string id = Text("profile_id");
            if (id.Length == 0)
                throw new InvalidDataException($"{rows.Name}, line {rows.Line}, column '{bound["profile_id"].Name}' is empty. Every horizon needs the name of its profile.");
            string source = Text("source");
            if (source.Length == 0)
                source = defaultSource;
            if (!byName.TryGetValue((source, id), out ProfileBeingRead? profile))
            {
                profile = new ProfileBeingRead(id, source, rows.Line);
                byName.Add((source, id), profile);
                profiles.Add(profile);
            }

            profile.AddPlace(Number("lat", profile), Number("lon", profile));
            profile.Site = profile.Site.Length > 0 ? profile.Site : Text("site");
            profile.Ecosystem = profile.Ecosystem.Length > 0 ? profile.Ecosystem : Text("ecosystem");
            profile.Duplicate |= Text("duplicate").ToUpperInvariant() is "1" or "TRUE" or "YES" or "Y";
            double rock = Number("rock", profile);
            profile.Rock = double.IsNaN(profile.Rock) ? rock : profile.Rock;
            profile.Horizons.Add(ReadHorizon(profile));
        }

        public HorizonTable Finish()
        {
            foreach (OutOfRange column in outOfRange.Values)
            {
                if (column.Wrong > WrongUnitShare * column.Count)
                    throw new InvalidDataException($"{column.First} {column.Wrong} of {column.Count} values of this column are; check the unit that the study file gives for it, or correct them.");
            }
            if (profiles.Count == 0)
                throw new InvalidDataException($"{rows.Name} holds no horizons, only a header.");
            return new HorizonTable(rows.Name, [.. profiles.Select(profile => profile.ToProfile(rows.Name))], horizons, columns.RowsWithoutPartner);
        }

        private Horizon ReadHorizon(ProfileBeingRead profile)
        {
            double top = Number("top", profile);
            double bottom = Number("bottom", profile);
            string designation = Text("horizon");
            // Litter and peat above the mineral soil are dropped later: their bulk density may well be 0.01.
            ProfileBeingRead? held = Horizon.IsAboveMineral(top, bottom, designation) ? null : profile;
            double soc = Number("soc", held);
            if (double.IsNaN(soc))
                soc = Number("organic_matter", held) * CarbonDensity.CarbonOfOrganicMatter;
            Dictionary<string, double>? others = null;
            foreach (string name in HorizonNumbers.AsSpan(4))
            {
                double value = Number(name, held);
                if (!double.IsNaN(value))
                    (others ??= [])[name] = value;
            }
            return new Horizon
            {
                Top = top,
                Bottom = bottom,
                Designation = designation,
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

        private string Where(TableColumns.Expression expression) => $"{rows.Name}, line {rows.Line}, column '{expression.Name}'";
    }

    private sealed class OutOfRange
    {
        public int Count { get; set; }

        public int Wrong { get; set; }

        public string? First { get; set; }
    }
}
