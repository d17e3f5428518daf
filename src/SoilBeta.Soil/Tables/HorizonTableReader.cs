namespace SoilBeta.Soil.Tables;

/// <summary>Reads a table of horizons into profiles: finds the columns, converts the units, and stops at values that no soil has.</summary>
public static class HorizonTableReader
{
    private static readonly string[] Needed = ["profile_id", "lat", "lon", "top", "bottom"];

    /// <summary>Reads a table.</summary>
    /// <param name="options">Path, columns and units.</param>
    /// <returns>Profiles in the order in which the table first names them.</returns>
    /// <exception cref="InvalidDataException">A missing file or column, text in a number, coordinates outside the Earth's, an implausible unit.</exception>
    public static HorizonTable Read(HorizonTableOptions options)
    {
        using TableRows rows = TableRows.Open(options.Path, options.Sheet, options.Encoding);
        using var columns = new TableColumns(rows, options.Preset);
        columns.Join(options.Joins, options.Preset);
        // Find every column in the headers before reading a row.
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

    /// <summary>State while a table is read.</summary>
    private sealed class Reading
    {
        private readonly TableRows rows;
        private readonly TableColumns columns;
        private readonly string defaultSource;
        private readonly bool sourceIsAssumed;
        private readonly Dictionary<string, ColumnExpression> bound = [];
        private readonly Dictionary<(string Source, string Id), ProfileBeingRead> byName = [];
        private readonly List<ProfileBeingRead> profiles = [];
        private readonly HorizonValues values;
        private readonly HashSet<(string Source, string Id)> withRowsLeftOut = [];
        private int horizons;
        private int leftOut;

        public Reading(TableRows rows, TableColumns columns, HorizonTableOptions options)
        {
            this.rows = rows;
            this.columns = columns;
            sourceIsAssumed = string.IsNullOrEmpty(options.Source);
            defaultSource = string.IsNullOrEmpty(options.Source) ? rows.Name.Split('.')[0] : options.Source;
            var ofPreset = options.Preset is { } preset ? TablePresets.Columns(preset) : null;
            foreach (string ours in options.Columns.Keys.Concat(options.Units.Keys))
            {
                if (!Quantity.All.ContainsKey(ours) && !Quantity.Texts.Contains(ours))
                    throw new InvalidDataException($"{rows.Name}, columns: '{ours}' is not one of our names. Known are {string.Join(", ", Quantity.Texts.Concat(Quantity.All.Keys))}.");
            }

            var missing = new List<string>();
            foreach (string ours in Quantity.Texts.Concat(Quantity.All.Keys))
            {
                string? theirs = options.Columns.GetValueOrDefault(ours);
                bool stated = !string.IsNullOrEmpty(theirs);
                // A column that happens to have one of our names may hold anything: once the study maps columns, only mapped ones are read.
                bool byOurName = ofPreset is null && (options.Columns.Count == 0 || Needed.Contains(ours));
                theirs = stated ? theirs! : ofPreset?.GetValueOrDefault(ours) ?? (byOurName ? ours : null);
                if (theirs is not null && columns.Find(theirs) is { } expression)
                    bound[ours] = expression;
                else if (stated || Needed.Contains(ours))
                    missing.Add(columns.NoColumn(theirs ?? ours, ours).Message);
            }
            if (!bound.ContainsKey("soc") && !bound.ContainsKey("organic_matter") && !options.Columns.ContainsKey("soc") && !options.Columns.ContainsKey("organic_matter"))
                missing.Add((ofPreset is null && options.Columns.Count > 0 && columns.Find("soc") is not null ? Unmapped("soc") : columns.NoColumn(ofPreset?["soc"] ?? "soc", "soc or organic_matter")).Message);
            if (missing.Count > 0)
                throw new InvalidDataException(string.Join("\n  ", missing));
            values = new HorizonValues(rows, columns, bound, options);
        }

        /// <summary>Mapped columns by the program's name.</summary>
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
            {
                values.AddFault("profile_id", "is empty. Every horizon needs the name of its profile.");
                return;
            }
            string source = Source();
            if (!byName.TryGetValue((source, id), out ProfileBeingRead? profile))
            {
                profile = new ProfileBeingRead(id, source, rows.Line);
                byName.Add((source, id), profile);
                profiles.Add(profile);
            }

            profile.Country = profile.Country.Length > 0 ? profile.Country : Text("country");
            profile.HasStatedUnits |= values.BeginRow(source);
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
            values.ThrowIfFaulty();
            if (profiles.Count == 0)
                throw new InvalidDataException($"{rows.Name} holds no horizons, only a header.");
            return new HorizonTable(rows.Name, [.. profiles.Select(profile => profile.ToProfile(rows.Name))], horizons)
            {
                AssumedSource = sourceIsAssumed ? defaultSource : null,
                Joins = [.. columns.Joins.Select(join => new JoinCount(join.Name, join.RowsWithoutPartner))],
                LeftOut = filter.LeftOut,
                UnmetConditions = filter.Unmet,
                ProfilesWithRowsLeftOut = byName.Keys.Count(withRowsLeftOut.Contains),
                Remark = rows.Remark,
            };
        }

        private Horizon ReadHorizon(ProfileBeingRead profile)
        {
            double top = Number("top", profile);
            double bottom = Number("bottom", profile);
            string designation = Text("horizon");
            bool litter = Flag("litter");
            // Litter and peat above the mineral soil are dropped later: a bulk density of 0.01 is plausible there.
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
                BulkDensity = values.BulkDensity(held, soc),
                Gravel = Number("coarse", held),
                GravelByMass = GravelByMass(),
                Others = others ?? Horizon.NoOthers,
                Line = rows.Line,
            };
        }

        private bool GravelByMass()
        {
            string basis = Text("coarse_basis").ToUpperInvariant();
            switch (basis)
            {
                case "":
                    return values.CoarseByMass;
                case "M" or "W" or "WT":
                case var _ when basis.StartsWith("MASS", StringComparison.Ordinal) || basis.StartsWith("WEIGHT", StringComparison.Ordinal):
                    return true;
                case "V":
                case var _ when basis.StartsWith("VOL", StringComparison.Ordinal):
                    return false;
                default:
                    values.AddFault("coarse_basis", $"'{basis}' is neither vol nor mass. Correct it, or leave the column out.");
                    return false;
            }
        }

        private InvalidDataException Unmapped(string name) => new(
            $"{rows.Name}: 'columns' says neither which column is soc nor which is organic_matter, and only columns that it names are read. There is one called '{name}': if that is organic carbon, add '{name}: {name}' under 'columns' in the study file.");

        /// <summary>Compilation of the current row; WoSIS writes names of data sets in braces.</summary>
        private string Source()
        {
            string source = Text("source");
            return source.Length == 0 ? defaultSource : source[0] == '{' && source[^1] == '}' && source.Length > 2 ? source[1..^1] : source;
        }

        private bool Flag(string name)
        {
            string text = Text(name);
            switch (text.ToUpperInvariant())
            {
                case "" or "0" or "FALSE" or "NO" or "N" or "F" or "NULL" or "NAN":
                    return false;
                case "1" or "TRUE" or "YES" or "Y" or "T":
                    return true;
                default:
                    values.AddFault(name, $"'{text}' is neither yes nor no. Expected 1, true, yes, y or t, or 0, false, no, n or f; correct it, or do not map {name}.");
                    return false;
            }
        }

        private string Text(string name) => values.Text(name);

        private double Number(string name, ProfileBeingRead? profile) => values.Number(name, profile);
    }
}
