using System.Text.RegularExpressions;
using SoilBeta.Forests;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Soil.Tables;

namespace SoilBeta.Studies.StudyFile;

/// <summary>What must hold in a study beyond the type of each value; nothing is opened here. Every problem is collected.</summary>
internal sealed partial class StudyChecks(Study study, StudyProblems problems, bool allowNetwork)
{
    private static readonly string[] Resamplings = ["nearest", "bilinear", "cubic", "cubicspline", "lanczos", "average", "rms", "mode", "max", "min", "med", "q1", "q3", "sum"];
    private static readonly string[] OurColumns =
        ["profile_id", "source", "site", "lat", "lon", "country", "ecosystem", "top", "bottom", "horizon", "soc", "organic_matter", "bulk_density", "coarse", "coarse_basis", "clay", "sand", "silt", "ph", "total_nitrogen", "year", "duplicate", "litter", "rock", "mat", "map", "cn", "mc", "mn", "bnpp"];

    /// <summary>Checks all of it.</summary>
    public void Run()
    {
        if (study.Name.Length == 0)
            problems.Add("name", "a study needs a name; its results lie in out/NAME.");
        else if (!SafeName().IsMatch(study.Name))
            problems.Add("name", $"'{study.Name}' cannot name a folder; use letters, digits, '-' and '_' (and '.' inside), at most 64.");
        OneOf("preset", study.Preset, StudyPresets.Names);
        CheckGrid();
        CheckProfiles();
        CheckSoil();
        CheckCovariates();
        CheckTopsoil();
        CheckMasksAndZones();
        CheckEcosystems();
        CheckBands();
        CheckModel();
        CheckAssessment();
        foreach (var path in StudyPaths.Of(study))
        {
            if (path.Value is { Length: > 0 } value && StudyPaths.Refusal(path, allowNetwork) is { } refusal)
                problems.Add(path.Key, $"'{value}': {refusal}");
        }
    }

    private void CheckGrid()
    {
        var grid = study.Grid;
        if (grid.Like is not null)
        {
            if (grid.Resolution is not null || grid.Bounds is not null)
                problems.Add("grid", "give 'like', or 'resolution' with 'bounds', not both.");
            return;
        }
        if (grid.Resolution is null || grid.Bounds is null)
            problems.Add("grid", "expected 'like: a raster', or 'resolution: 5 arcmin' with 'bounds: [west, south, east, north]'.");
        if (grid.Resolution is not null && Resolution.Parse(grid.Resolution) is null)
            problems.Add("grid.resolution", $"found '{grid.Resolution}', expected a size such as '5 arcmin', '30 arcsec', '0.5 deg' or '1000 m'.");
        if (grid.Bounds is { } bounds && (bounds.Count != 4 || bounds[0] >= bounds[2] || bounds[1] >= bounds[3]))
            problems.Add("grid.bounds", $"found [{string.Join(", ", bounds)}], expected [west, south, east, north] with west < east and south < north.");
        else if (grid.Bounds is { } degrees && grid.Crs.Trim().Equals("EPSG:4326", StringComparison.OrdinalIgnoreCase) && (degrees[0] < -180 || degrees[2] > 360 || degrees[1] < -90 || degrees[3] > 90))
            problems.Add("grid.bounds", $"found [{string.Join(", ", degrees)}], expected degrees: west and east within −180…360, south and north within −90…90.{LatitudeFirst(degrees)}");
        if (grid.Crs.Length == 0)
            problems.Add("grid.crs", "is empty; the default is EPSG:4326.");
    }

    /// <summary>Advice where bounds would be sound in latitude, longitude order.</summary>
    private static string LatitudeFirst(List<double> bounds) => bounds[1] >= -180 && bounds[3] <= 360 && bounds[0] >= -90 && bounds[2] <= 90
        ? FormattableString.Invariant($" They look like latitude, longitude; then write [{bounds[1]}, {bounds[0]}, {bounds[3]}, {bounds[2]}].")
        : "";

    private void CheckProfiles()
    {
        for (int i = 0; i < study.Profiles.Count; i++)
        {
            var table = study.Profiles[i];
            string at = $"profiles[{i + 1}]";
            if (table.Table.Length == 0)
                problems.Add(at, $"expected 'table: FILE' ({TableEndings}).");
            else if (!TableName().IsMatch(table.Table))
                problems.Add($"{at}.table", $"'{table.Table}': expected a {TableEndings} file.");
            if (table.Preset is not null)
                OneOf($"{at}.preset", table.Preset, ["wosis", "israd", "sislac"]);
            foreach (string name in table.Columns.Keys.Where(name => !OurColumns.Contains(name, StringComparer.Ordinal)))
                problems.Add($"{at}.columns.{name}", $"is none of our column names. {NearestName.Hint(name, OurColumns)}");
            CheckUnits($"{at}.units", table.Units);
            if (table.UnitsBy.Count > 1)
                problems.Add($"{at}.units_by", $"found the columns {string.Join(", ", table.UnitsBy.Keys)}, expected one whose values decide.");
            foreach (var (column, values) in table.UnitsBy)
            {
                foreach (var (value, units) in values)
                    CheckUnits($"{at}.units_by.{column}.{value}", units);
            }
            foreach (string name in table.Missing.Keys.Where(name => name != HorizonTableOptions.AllColumns && !OurColumns.Contains(name, StringComparer.Ordinal)))
                problems.Add($"{at}.missing.{name}", $"is none of our column names, nor 'all'. {NearestName.Hint(name, OurColumns)}");
            if (table.Missing.TryGetValue(HorizonTableOptions.AllColumns, out var codes) && new MissingCodes(codes).HoldZero)
                problems.Add($"{at}.missing", "0 is the depth of the surface: name the columns where it means no value, e.g. missing: { bulk_density: [0] }.");
            OneOf($"{at}.bad_values", table.BadValues, ["reject", "drop"]);
            CheckEncoding($"{at}.encoding", table.Encoding);
            for (int j = 0; j < table.Join.Count; j++)
                CheckEncoding($"{at}.join[{j + 1}].encoding", table.Join[j].Encoding);
            CheckJoins(table, at);
            CheckWhere(table, at);
        }
    }

    private void CheckJoins(ProfileTableSection table, string at)
    {
        for (int i = 0; i < table.Join.Count; i++)
        {
            var join = table.Join[i];
            if (join.Table.Length == 0 || (string.IsNullOrEmpty(join.Key) && table.Preset is null))
                problems.Add($"{at}.join[{i + 1}]", "expected 'table' and 'key' (a preset knows its keys).");
            else if (!TableName().IsMatch(join.Table))
                problems.Add($"{at}.join[{i + 1}].table", $"'{join.Table}': expected a {TableEndings} file.");
        }
    }

    private void CheckWhere(ProfileTableSection table, string at)
    {
        for (int i = 0; i < table.Where.Count; i++)
        {
            var condition = table.Where[i];
            if (condition.Column.Length == 0)
                problems.Add($"{at}.where[{i + 1}]", "expected 'column', with at least one of 'keep', 'drop', 'min' and 'max'.");
            else if (condition.Keep is null && condition.Drop is null && condition.Min is null && condition.Max is null)
                problems.Add($"{at}.where[{i + 1}]", "expected at least one of 'keep', 'drop', 'min' and 'max'.");
            if (condition.Min > condition.Max)
                problems.Add($"{at}.where[{i + 1}]", $"min {condition.Min} is above max {condition.Max}.");
        }
    }

    private void CheckUnits(string at, Dictionary<string, string> units)
    {
        foreach (var (name, unit) in units)
        {
            if (!TableUnits.Known.TryGetValue(name, out var known))
                problems.Add($"{at}.{name}", $"has no unit to choose. {NearestName.Hint(name, [.. TableUnits.Known.Keys])}");
            else if (!TableUnits.Knows(name, unit))
                OneOf($"{at}.{name}", unit, [.. known]);
        }
    }

    private void CheckEncoding(ZoneSection zone, string at)
    {
        if (string.IsNullOrEmpty(zone.Encoding))
            return;
        if (string.IsNullOrEmpty(zone.Vector) || !VectorZones.TakesEncoding(zone.Vector))
            problems.Add(at, "only the text of a shapefile has an encoding to declare; in other files it is UTF-8. Leave it out.");
        else if (TableRows.EncodingOf(zone.Encoding) is not { } encoding || encoding.GetByteCount("A") != 1)
            problems.Add(at, $"'{zone.Encoding}' is not an encoding of shapefiles that is known here. Expected e.g. utf-8, latin1, windows-1252 or cp850.");
    }

    private void CheckEncoding(string at, string? encoding)
    {
        if (!string.IsNullOrEmpty(encoding) && !TableRows.KnowsEncoding(encoding))
            problems.Add(at, $"'{encoding}' is not an encoding that is known here. Expected e.g. utf-8, latin1, windows-1252 or utf-16.");
    }

    private void CheckSoil()
    {
        var soil = study.Soil;
        OneOf("soil.spline", soil.Spline!, ["exact", "mpspline2"]);
        OneOf("soil.beta", soil.Beta!, ["ratio", "normalised", "paper", "loglinear"]);
        OneOf("soil.covariates", soil.Covariates!, ["raster", "table_else_raster"]);
        Within("soil.lambda", soil.Lambda, 1e-9, 1e6, "λ");
        Within("soil.min_horizons", soil.MinHorizons!.Value, 1, 100, "horizons");
        Within("soil.first_horizon_top", soil.FirstHorizonTop, 0, 100, "cm");
        if (!(soil.MinDepth > 80 && soil.MinDepth <= 100))
            problems.Add("soil.min_depth", FormattableString.Invariant($"found {soil.MinDepth}, expected more than 80 and at most 100 cm: some of 80–100 cm must be sampled."));
        Within("soil.ecosystem_share", soil.EcosystemShare!.Value, 0, 1, "share of a cell");
        Within("soil.largest_beta", soil.LargestBeta, 0.9, BetaLimits.Upper, "β");
        Within("soil.fill.gravel", soil.Fill.Gravel, 0, 100, "volume %");
        if (!string.IsNullOrEmpty(soil.Fill.BulkDensityFunction))
            OneOf("soil.fill.bulk_density_function", soil.Fill.BulkDensityFunction, [.. PedotransferFunctions.All.Select(function => function.Name)]);
        Multiplier("soil.fill.bulk_density_scale", soil.Fill.BulkDensityScale);
        Multiplier("soil.fill.gravel_scale", soil.Fill.GravelScale);
    }

    private void CheckCovariates()
    {
        if (study.Covariates.Count == 0)
            problems.Add("covariates", "expected at least one covariate (name and raster).");
        if (study.Covariates.Count > ForestFlattening.LargestFeatures)
            problems.Add("covariates", $"found {study.Covariates.Count:N0}, at most {ForestFlattening.LargestFeatures:N0} can be used.");
        Unique("covariates", study.Covariates.Select(covariate => covariate.Name));
        for (int i = 0; i < study.Covariates.Count; i++)
        {
            var covariate = study.Covariates[i];
            string at = $"covariates[{i + 1}]";
            if (!SafeName().IsMatch(covariate.Name))
                problems.Add($"{at}.name", $"'{covariate.Name}' cannot name a covariate; use letters, digits, '-' and '_'.");
            if (covariate.Raster.Length == 0)
                problems.Add(at, "expected 'raster: FILE'.");
            Multiplier($"{at}.scale", covariate.Scale);
            OneOf($"{at}.resampling", covariate.Resampling, Resamplings);
            if (covariate.Column is { Length: > 0 } column)
                CheckColumn(covariate, column, at);
            CheckSd($"{at}.sd", covariate.Sd, covariate.Unit);
            if (study.Preset != "paper" && StudyPresets.NeedsAbsoluteSd(covariate) && (covariate.Sd is null || StandardDeviation.Parse(covariate.Sd) is { IsShare: true, Amount: > 0 }))
                problems.Add($"{at}.sd", $"found {(covariate.Sd is null ? "nothing" : $"'{covariate.Sd}'")}, expected a number in {(covariate.Unit.Length > 0 ? covariate.Unit : "its unit")}: a share of a value whose zero is a convention means nothing (10 % of 0 °C). Only 'preset: paper' takes the share.");
            if (covariate.Bounds is { } bounds && (bounds.Count != 2 || bounds[0] >= bounds[1]))
                problems.Add($"{at}.bounds", $"found [{string.Join(", ", bounds.Select(bound => bound?.ToString() ?? "null"))}], expected [lower, upper] with lower < upper; null for none.");
        }
    }

    private void CheckTopsoil()
    {
        var topsoil = study.Topsoil;
        bool density = !string.IsNullOrEmpty(topsoil.Density);
        bool parts = !string.IsNullOrEmpty(topsoil.Soc) || !string.IsNullOrEmpty(topsoil.BulkDensity) || !string.IsNullOrEmpty(topsoil.Gravel);
        if (density == parts)
            problems.Add("topsoil", "expected 'density: RASTER', or 'soc' with 'bulk_density' (and 'gravel').");
        else if (parts && (string.IsNullOrEmpty(topsoil.Soc) || string.IsNullOrEmpty(topsoil.BulkDensity)))
            problems.Add("topsoil", "expected both 'soc' and 'bulk_density'.");
        if (topsoil.Depth % 10 != 0 || topsoil.Depth is < 10 or > 100)
            problems.Add("topsoil.depth", $"found {topsoil.Depth}, expected a multiple of 10 from 10 to 100, cm.");
        OneOf("topsoil.resampling", topsoil.Resampling, Resamplings);
        Within("topsoil.accept_factor", topsoil.AcceptFactor ?? 1, 1, 1e6, "times");
        Multiplier("topsoil.scale", topsoil.Scale);
        Multiplier("topsoil.soc_scale", topsoil.SocScale);
        Multiplier("topsoil.bulk_density_scale", topsoil.BulkDensityScale);
        Multiplier("topsoil.gravel_scale", topsoil.GravelScale);
        CheckSd("topsoil.sd", topsoil.Sd, "Mg C ha⁻¹");
    }

    private void CheckMasksAndZones()
    {
        for (int i = 0; i < study.Masks.Count; i++)
        {
            var mask = study.Masks[i];
            string at = $"masks[{i + 1}]";
            if (mask.Raster.Length == 0)
                problems.Add(at, "expected 'raster: FILE'.");
            if (mask.Keep is null && mask.Drop is null && mask.Min is null && mask.Max is null)
                problems.Add(at, "expected at least one of 'keep', 'drop', 'min' and 'max'.");
            if (mask.Min > mask.Max)
                problems.Add(at, $"min {mask.Min} is above max {mask.Max}.");
        }
        if (study.DepthToRock is { } rock)
        {
            if (rock.Raster.Length == 0)
                problems.Add("depth_to_rock", "expected 'raster: FILE'.");
            Multiplier("depth_to_rock.scale", rock.Scale);
            OneOf("depth_to_rock.resampling", rock.Resampling, Resamplings);
        }
        Unique("zones", study.Zones.Select(zone => zone.Name));
        for (int i = 0; i < study.Zones.Count; i++)
        {
            var zone = study.Zones[i];
            string at = $"zones[{i + 1}]";
            if (!SafeName().IsMatch(zone.Name) || zone.Name == "all")
                problems.Add($"{at}.name", $"'{zone.Name}' cannot name zones; use letters, digits, '-' and '_', and not 'all'.");
            if (string.IsNullOrEmpty(zone.Raster) == string.IsNullOrEmpty(zone.Vector))
                problems.Add(at, "expected 'raster: FILE', or 'vector: FILE' with 'field'.");
            if (!string.IsNullOrEmpty(zone.Vector) && string.IsNullOrEmpty(zone.Field))
                problems.Add(at, "expected 'field', the field of the vector layer that names the zones.");
            CheckEncoding(zone, $"{at}.encoding");
        }
    }

    private void CheckEcosystems()
    {
        if (study.Ecosystems.Count == 0)
            problems.Add("ecosystems", "expected at least one ecosystem.");
        if (study.Ecosystems.Count > 100)
            problems.Add("ecosystems", $"found {study.Ecosystems.Count}, at most 100 can be used.");
        Unique("ecosystems", study.Ecosystems.Select(ecosystem => ecosystem.Code));
        var claimed = new Dictionary<(string File, int Class), string>();
        for (int i = 0; i < study.Ecosystems.Count; i++)
        {
            var ecosystem = study.Ecosystems[i];
            string at = $"ecosystems[{i + 1}]";
            if (!Code().IsMatch(ecosystem.Code) || ecosystem.Code.Equals("ALL", StringComparison.OrdinalIgnoreCase))
                problems.Add($"{at}.code", $"found '{ecosystem.Code}', expected a short code for file names: 1–16 letters and digits that begin with a letter, and not ALL.");
            bool classes = !string.IsNullOrEmpty(ecosystem.LandCover);
            if (classes == !string.IsNullOrEmpty(ecosystem.Area))
                problems.Add(at, "expected 'area: RASTER', or 'land_cover: RASTER' with 'classes'.");
            else if (classes && ecosystem.Classes.Count == 0)
                problems.Add(at, "expected 'classes', the land-cover classes that are this ecosystem.");
            OneOf($"{at}.area_unit", ecosystem.AreaUnit, ["fraction", "percent", "hectares"]);
            foreach (int value in ecosystem.Classes)
            {
                if (!claimed.TryAdd((ecosystem.LandCover ?? "", value), ecosystem.Code))
                    problems.Add($"{at}.classes", $"class {value} is already in {claimed[(ecosystem.LandCover ?? "", value)]}; its area would count twice.");
            }
        }
    }

    private void CheckBands()
    {
        foreach (StudyRaster raster in StudyRasters.Of(study))
            Within(raster.BandKey, raster.Band ?? 1, 1, 65_535, "band");
    }

    private void CheckModel()
    {
        OneOf("forest.model", study.Forest.Model, ["forest", "constant", "mixed"]);
        Within("forest.trees", study.Forest.Trees, 1, 100_000, "trees");
        Within("forest.min_node_size", study.Forest.MinNodeSize, 1, 1_000_000, "rows");
        if (study.Covariates.Count > 0 && (study.Forest.Mtry < 1 || study.Forest.Mtry > study.Covariates.Count))
            problems.Add("forest.mtry", $"found {study.Forest.Mtry}, expected 1 to {study.Covariates.Count}, the number of covariates.");
        var uncertainty = study.Uncertainty;
        Within("uncertainty.draws", uncertainty.Draws, 1, 1 << 20, "draws");
        OneOf("uncertainty.mode", uncertainty.Mode, ["common", "block", "independent"]);
        OneOf("uncertainty.sampler", uncertainty.Sampler, ["monte-carlo", "sobol"]);
        OneOf("uncertainty.correlation", uncertainty.Correlation!, ["none", "matrix", "training"]);
        Within("uncertainty.replicates", uncertainty.Replicates, 1, 1000, "replicates");
        OneOf("uncertainty.refits", uncertainty.Refits!, ["none", "cycled", "crossed"]);
        if (uncertainty.Mode == "block" && !(uncertainty.Block > 0))
            problems.Add("uncertainty.block", $"found {uncertainty.Block}, expected the side of a block, above 0.");
        new UncertaintyChecks(study, problems).Run();
        if (uncertainty.RefitCount is { } refits)
        {
            if (uncertainty.Refits == "none")
                problems.Add("uncertainty.refit_count", $"found {refits}, but 'refits: none' makes no refits. Choose cycled or crossed.");
            Within("uncertainty.refit_count", refits, 1, 10_000, "refits");
            if (uncertainty.Refits == "cycled" && refits > uncertainty.Draws)
                problems.Add("uncertainty.refit_count", $"found {refits}, but with {uncertainty.Draws} draws 'cycled' uses only the first {uncertainty.Draws}. Lower it, or use more draws.");
            if (uncertainty.Refits == "crossed" && (long)refits * uncertainty.Draws > 1 << 24)
                problems.Add("uncertainty.refit_count", $"{uncertainty.Draws} draws × {refits} refits are more than {1 << 24} realisations.");
        }
    }

    private void CheckAssessment()
    {
        var validation = study.Validation;
        Within("validation.folds", validation.Folds, 2, 1000, "folds");
        Within("validation.repeats", validation.Repeats, 0, 1000, "repeats");
        Within("validation.holdouts", validation.Holdouts, 0, 1000, "repeats");
        Within("validation.map_cells", validation.MapCells, 0, 100_000, "cells");
        Within("validation.trees", validation.Trees ?? 1, 1, 100_000, "trees");
        foreach (double degrees in validation.Blocks)
            Within("validation.blocks", degrees, 0.01, 90, "degrees");
        var tuning = study.Tuning;
        OneOf("tuning.method", tuning.Method!, ["off", "bootstrap", "out_of_bag"]);
        Within("tuning.bootstraps", tuning.Bootstraps, 1, 1000, "samples");
        foreach (int mtry in tuning.Mtry)
            Within("tuning.mtry", mtry, 1, Math.Max(1, study.Covariates.Count), "covariates");
        foreach (int size in tuning.NodeSizes)
            Within("tuning.node_sizes", size, 1, 1_000_000, "rows");
        foreach (int trees in tuning.Trees)
            Within("tuning.trees", trees, 1, 100_000, "trees");
        if (tuning.NodeSizes.Count == 0)
            problems.Add("tuning.node_sizes", "is an empty list; leave the key out for the default.");
        Within("drivers.points", study.Drivers.Points, 2, 1000, "points");
        Within("drivers.refits", study.Drivers.Refits, 0, 1000, "refits");
        Within("drivers.rows", study.Drivers.Rows, 10, 1_000_000, "rows");
    }

    // The table's value stands in for the raster's, so it has to be in the same unit.
    private void CheckColumn(CovariateSection covariate, string column, string at)
    {
        OneOf($"{at}.column", column, CovariateUnits.Columns);
        if (study.Soil.Covariates == "table_else_raster" && CovariateUnits.Columns.Contains(column, StringComparer.Ordinal) && CovariateUnits.FactorTo(column, covariate.Unit) is null)
            problems.Add($"{at}.unit", $"found '{covariate.Unit}', expected the unit of the raster's values, after scale, in a way that can be compared with the table's {column}: {string.Join(", ", CovariateUnits.ForColumn(column))}.");
    }

    private void CheckSd(string key, string? sd, string unit)
    {
        if (sd is not null && StandardDeviation.Parse(sd) is null)
            problems.Add(key, $"found '{sd}', expected a share such as '10 %', or a number in {(unit.Length > 0 ? unit : "its unit")}.");
    }

    private void OneOf(string key, string value, IReadOnlyCollection<string> known)
    {
        if (!known.Contains(value, StringComparer.Ordinal))
            problems.Add(key, $"found '{value}'. {(NearestName.Of(value, known) is { } nearest ? $"Did you mean '{nearest}'? " : "")}Known are: {string.Join(", ", known)}.");
    }

    private void Within(string key, double value, double lowest, double highest, string unit)
    {
        if (!(value >= lowest && value <= highest))
            problems.Add(key, $"found {value}, expected {lowest} to {highest} ({unit}).");
    }

    private void Multiplier(string key, double value)
    {
        if (value == 0)
            problems.Add(key, "a multiplier of 0 leaves nothing.");
    }

    private void Unique(string key, IEnumerable<string> names)
    {
        foreach (var twice in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            problems.Add(key, $"'{twice.Key}' stands {twice.Count()} times; names must differ (also in more than upper and lower case).");
    }

    [GeneratedRegex(@"^(?!(?i:con|prn|aux|nul|com\d|lpt\d)(\.|$))[A-Za-z0-9_]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SafeName();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9]{0,15}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    private const string TableEndings = ".csv, .tsv, .csv.gz, .tsv.gz or .xlsx";

    [GeneratedRegex(@"\.((csv|tsv)(\.gz)?|xlsx)$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableName();
}
