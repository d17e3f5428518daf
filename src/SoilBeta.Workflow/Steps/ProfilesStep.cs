using SoilBeta.Soil;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Workflow.Steps;

/// <summary>Horizons → layers → density → β, with covariates, ecosystem and site: writes <c>profiles.csv</c> and <c>rejected.csv</c>.</summary>
public static class ProfilesStep
{
    /// <summary>Rejection reasons of profiles that are not, or not known to be, on the grid.</summary>
    private static readonly RejectionReason[] OffGrid = [RejectionReason.OutsideGrid, RejectionReason.NoPlace];

    /// <summary>What <c>profiles.csv</c> depends on.</summary>
    internal static StepInputs InputsOf(StudyContext study, OutputFolder folder, FileChecksums checksums, CancellationToken cancellation)
    {
        var inputs = new StepInputs()
            .With("the stack", StackStep.ChecksumOf(folder))
            .With("the study's sections on profiles", study.ChecksumOf("preset", "profiles", "soil", "covariates", "topsoil", "ecosystems", "layers", "target", "forest.model"));
        foreach (var path in PathsOf(study))
            inputs.With($"{path.Key} ({Path.GetFileName(path.Value)})", checksums.Of(path.Value, cancellation));
        return inputs;
    }

    /// <summary>Inputs of <c>profiles.csv</c> other than the stack.</summary>
    internal static IEnumerable<StudyPath> PathsOf(StudyContext study) => study.Study.Paths
        .Where(path => path.Key.StartsWith("profiles", StringComparison.Ordinal) || path.Key.StartsWith("soil", StringComparison.Ordinal));

    /// <summary>Runs the step: reads the tables, and takes the rasters' values from the stack.</summary>
    /// <param name="study">Study.</param>
    /// <param name="folder">Output folder with the stack.</param>
    /// <param name="options">Threads, report, cancellation token.</param>
    /// <exception cref="InvalidDataException">A table or raster is unusable, or no profile is usable.</exception>
    public static ProfilesResult Run(StudyContext study, OutputFolder folder, StepOptions options)
    {
        var tables = ReadTables(study.Study, options);
        using var sampler = new StackPlaceSampler(options.Gdal, study.Study, folder.Stack);
        return Execute(study.Study, folder, options, tables, sampler);
    }

    /// <summary>Reads the study's tables of horizons.</summary>
    /// <param name="study">Study, its paths absolute.</param>
    /// <param name="options">Report, cancellation token.</param>
    /// <exception cref="InvalidDataException">A table is unusable.</exception>
    public static IReadOnlyList<HorizonTable> ReadTables(Study study, StepOptions options)
    {
        if (study.Profiles.Count == 0)
            throw new InvalidDataException("profiles: the study names no table of horizons. Add one under 'profiles' (table, columns, units).");
        var tables = new List<HorizonTable>();
        foreach (HorizonTableOptions table in study.Profiles)
        {
            options.Cancellation.ThrowIfCancellationRequested();
            tables.Add(HorizonTableReader.Read(table));
            options.Report.Say($"{tables[^1].Summary}.");
            foreach (string note in tables[^1].Notes)
                options.Report.Say(note);
        }
        string[] problems = [.. UnitPlausibility.Problems(tables), .. SharedProfiles.Problems(tables)];
        if (problems.Length > 0)
            throw new InvalidDataException(string.Join("\n  ", problems));
        return tables;
    }

    /// <summary>Runs the step with any source of raster values.</summary>
    /// <param name="study">Study, its paths absolute.</param>
    /// <param name="folder">Output folder.</param>
    /// <param name="options">Threads, report, cancellation token.</param>
    /// <param name="tables">Its tables of horizons.</param>
    /// <param name="sampler">Values of the rasters at a place.</param>
    /// <exception cref="InvalidDataException">No profile is usable.</exception>
    public static ProfilesResult Execute(Study study, OutputFolder folder, StepOptions options, IReadOnlyList<HorizonTable> tables, IPlaceSampler sampler)
    {
        ProfileRules rules = study.Soil.Rules;
        SoilProfile[] profiles = [.. tables.SelectMany(table => table.Profiles)];
        var used = new List<UsedProfile>();
        var rejected = new List<RejectedProfile>();
        using (IWorkReport work = options.Report.Begin("profiles", profiles.Length, "profiles"))
        {
            foreach (SoilProfile profile in profiles)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                if (Use(study, rules, sampler, profile, out Rejection? rejection) is { } one)
                    used.Add(one);
                else
                    rejected.Add(new RejectedProfile(profile.Id, profile.Source, rejection!));
                work.Advance(1);
            }
        }
        if (used.Count == 0)
            throw NothingLeft(rejected);
        var topsoil = TopsoilComparison.Compare(used.Select(one => (
            TopsoilComparison.Upper20(sampler.Topsoil(one.Profile.Longitude, one.Profile.Latitude), study.Topsoil.Depth, one.Layers.Beta), one.Layers.Densities[0])));
        if (topsoil?.IsAccepted(study.Topsoil) == false)
            throw new InvalidDataException($"topsoil: {topsoil.Refusal(study.Topsoil)}");

        int[] sites = ProfileSites.Group([.. used.Select(one => ProfileSites.Keys(one.Profile.Latitude, one.Profile.Longitude, one.Cell, one.Profile.Source, one.Profile.Site))]);
        ProfileRecord[] records = [.. used.Select((one, i) => Record(study, rules, one, sites[i]))];
        ProfilesTable.Write(folder.Profiles, study.CovariateNames, records, ModelColumns.For(study));
        ProfilesTable.WriteRejected(folder.Rejected, [.. rejected, .. used.Where(one => one.Profile.DroppedValues > 0).Select(one => WithoutValues(one.Profile))]);
        return new ProfilesResult(records, rejected, Summary(study, tables, profiles, used, records, rejected, topsoil));
    }

    /// <summary>The row of <c>rejected.csv</c> for a profile that is used without some of its values.</summary>
    private static RejectedProfile WithoutValues(SoilProfile profile) =>
        new(profile.Id, profile.Source, new Rejection(RejectionReason.ValueDropped, $"{(profile.DroppedValues == 1 ? "" : $"{profile.DroppedValues} values, the first: ")}{profile.FirstDroppedValue}"));

    private static UsedProfile? Use(Study study, ProfileRules rules, IPlaceSampler sampler, SoilProfile profile, out Rejection? rejection)
    {
        bool hasPlace = !double.IsNaN(profile.Latitude) && !double.IsNaN(profile.Longitude);
        long cell = hasPlace ? sampler.Cell(profile.Longitude, profile.Latitude) : -1;
        bool inside = cell >= 0;
        // Check the grid first, so that all later counts refer to the study's region.
        if (!hasPlace)
            return Rejected(out rejection, RejectionReason.NoPlace, profile.Where);
        if (!inside)
            return Rejected(out rejection, RejectionReason.OutsideGrid, FormattableString.Invariant($"{profile.Latitude:0.####}° N, {profile.Longitude:0.####}° E"));
        double bulkDensity = sampler.BulkDensity(profile.Longitude, profile.Latitude);
        double gravel = sampler.Gravel(profile.Longitude, profile.Latitude);
        if (ProfileLayers.Build(profile, rules, bulkDensity, gravel, out rejection) is not { } layers)
            return null;

        bool stated = profile.Ecosystem.Length > 0;
        PlaceEcosystem ecosystem = stated ? new PlaceEcosystem(NamedEcosystems.Find(study, profile.Ecosystem), $"the table says '{profile.Ecosystem}'") : sampler.Ecosystem(profile.Longitude, profile.Latitude);
        if (ecosystem.Position is not { } position)
            return Rejected(out rejection, RejectionReason.NoEcosystem, ecosystem.Why);

        double[] covariates = sampler.Covariates(profile.Longitude, profile.Latitude);
        double[]? rasterValues = study.Soil.Covariates == TrainingCovariates.TableElseRaster ? new double[covariates.Length] : null;
        for (int i = 0; i < covariates.Length; i++)
        {
            Covariate covariate = study.Covariates[i];
            if (rasterValues is not null)
            {
                double measured = TableCovariate.ValueIn(profile, covariate);
                rasterValues[i] = double.IsNaN(measured) ? double.NaN : covariates[i];
                covariates[i] = double.IsNaN(measured) ? covariates[i] : measured;
            }
            if (!double.IsFinite(covariates[i]))
                return Rejected(out rejection, RejectionReason.NoCovariate, covariate.Name);
        }
        return new UsedProfile(profile, layers, cell, position, stated ? "table" : "map", covariates) { RasterValues = rasterValues };
    }

    private static ProfileRecord Record(Study study, ProfileRules rules, UsedProfile one, int site) => Textured(study, one, new()
    {
        Id = one.Profile.Id,
        Source = one.Profile.Source,
        Site = site,
        Latitude = one.Profile.Latitude,
        Longitude = one.Profile.Longitude,
        Ecosystem = study.Ecosystems[one.Ecosystem].Code,
        EcosystemFrom = one.EcosystemFrom,
        Beta = one.Layers.Beta,
        BetaMode = BetaModes.Name(rules.Beta),
        FitRootMeanSquare = one.Layers.FitRootMeanSquare,
        Densities = one.Layers.Densities,
        OwnDensities = one.Layers.OwnDensities,
        Rock = one.Layers.Rock,
        Target = study.Target is { } target ? [.. PropertyLayers.Means(one.Profile, target.Column, target.Layers, rules).Select(value => value * target.Factor)] : [],
        FilledBulkDensity = ProfileRecord.FillLetters(one.Layers.BulkDensityFrom),
        FilledGravel = ProfileRecord.FillLetters(one.Layers.GravelFrom),
        Covariates = one.Covariates,
        Closure = one.Layers.Closure(one.Layers.Beta),
        StepShare = one.Layers.StepShare,
    });

    private static ProfileRecord Textured(Study study, UsedProfile one, ProfileRecord record)
    {
        var (texture, from) = ProfileTexture.ClassAt(study, one.Profile, one.Covariates);
        return record with { Texture = texture, TextureFrom = from };
    }

    private static ProfilesSummary Summary(
        Study study, IReadOnlyList<HorizonTable> tables, SoilProfile[] profiles, List<UsedProfile> used, ProfileRecord[] records, List<RejectedProfile> rejected, TopsoilComparison? topsoil)
    {
        var usedBySource = records.CountBy(record => record.Source).ToDictionary();
        var ecosystems = new List<EcosystemCount>();
        var closures = new List<ModeClosure>();
        for (int i = 0; i < study.Ecosystems.Count; i++)
        {
            string code = study.Ecosystems[i].Code;
            UsedProfile[] here = [.. used.Where(one => one.Ecosystem == i)];
            if (here.Length == 0)
            {
                ecosystems.Add(new EcosystemCount(code, 0, 0, 0, double.NaN, 0, double.NaN, double.NaN, double.NaN, double.NaN));
                continue;
            }
            ecosystems.Add(new EcosystemCount(
                code,
                here.Length,
                records.Where(record => record.Ecosystem == code).Select(record => record.Site).Distinct().Count(),
                here.Count(one => one.EcosystemFrom == "map"),
                here.Average(one => one.Layers.Beta),
                here.Count(one => one.Layers.Beta >= 1),
                here.Average(one => one.Layers.Densities[0]),
                here.Average(one => one.Layers.Subsoil),
                ShareFilled(here.SelectMany(one => one.Layers.BulkDensityFrom)),
                ShareFilled(here.SelectMany(one => one.Layers.GravelFrom))));
            closures.AddRange(BetaModes.All.Select(mode => ModeClosure.Compute(code, mode, here.Select(one => one.Layers))));
        }
        closures.AddRange(BetaModes.All.Select(mode => ModeClosure.Compute(ModeClosure.All, mode, used.Select(one => one.Layers))));
        return new ProfilesSummary
        {
            Horizons = tables.Sum(table => table.Horizons),
            Profiles = profiles.Length,
            OnGrid = profiles.Length - rejected.Count(profile => OffGrid.Contains(profile.Rejection.Reason)),
            Topsoil = topsoil,
            OrganicHorizons = used.Sum(one => one.Layers.OrganicHorizons),
            Blended = records.Count(record => record.StepShare > 0),
            Repairs = used.Sum(one => one.Layers.Repairs),
            EndShort = used.Count(one => one.Layers.EndsShort),
            FromTable = FromTable(study, used),
            RowsWithoutPartner = tables.Sum(table => table.RowsWithoutPartner),
            Sources = [.. profiles.CountBy(profile => profile.Source).OrderByDescending(source => source.Value).Select(source => new SourceCount(source.Key, source.Value, usedBySource.GetValueOrDefault(source.Key)))],
            Reasons = [.. rejected.CountBy(profile => profile.Rejection.Reason).OrderByDescending(reason => reason.Value).Select(reason => new ReasonCount(reason.Key, reason.Value))],
            Ecosystems = ecosystems,
            Closures = closures,
        };
    }

    private static List<CovariateCount> FromTable(Study study, List<UsedProfile> used)
    {
        var counts = new List<CovariateCount>();
        for (int i = 0; i < study.Covariates.Count; i++)
        {
            UsedProfile[] with = [.. used.Where(one => one.RasterValues is { } raster && !double.IsNaN(raster[i]))];
            int all = used.Count(one => one.RasterValues is not null && TableCovariate.Has(one.Profile, study.Covariates[i]));
            if (all > 0)
                counts.Add(new CovariateCount(study.Covariates[i].Name, all, with.Length == 0 ? double.NaN : with.Average(one => one.Covariates[i]), with.Length == 0 ? double.NaN : with.Average(one => one.RasterValues![i])));
        }
        return counts;
    }

    private static double ShareFilled(IEnumerable<FillSource> sources)
    {
        FillSource[] present = [.. sources.Where(source => source != FillSource.None)];
        return (double)present.Count(source => source != FillSource.Measured) / present.Length;
    }

    /// <summary>The error that names the most frequent reason, with an example.</summary>
    private static InvalidDataException NothingLeft(List<RejectedProfile> rejected)
    {
        RejectedProfile[] here = [.. rejected.Where(profile => !OffGrid.Contains(profile.Rejection.Reason))];
        var commonest = (here.Length > 0 ? here : [.. rejected]).GroupBy(profile => profile.Rejection.Reason).MaxBy(group => group.Count())!;
        RejectedProfile example = commonest.First();
        string on = here.Length == rejected.Count ? "" : $", {here.Length:N0} of which lie on the grid,";
        return new InvalidDataException(
            $"none of the {rejected.Count:N0} profiles{on} can be used. The commonest reason{(on.Length > 0 && here.Length > 0 ? " there" : "")} ({commonest.Count():N0} profiles) is {commonest.Key.Code}: {commonest.Key.Text}; "
            + $"for example {example.Source} {example.Id}: {example.Rejection.Detail}. Correct the table, its columns and units, or the rules under 'soil' in the study file.");
    }

    private static UsedProfile? Rejected(out Rejection? rejection, RejectionReason reason, string detail)
    {
        rejection = new Rejection(reason, detail);
        return null;
    }

    private sealed record UsedProfile(SoilProfile Profile, LayeredProfile Layers, long Cell, int Ecosystem, string EcosystemFrom, double[] Covariates)
    {
        /// <summary>Values of the rasters where those of the table are used, otherwise NaN, [covariate]; null if the table is never used.</summary>
        public double[]? RasterValues { get; init; }
    }
}

/// <summary>Result of the step.</summary>
/// <param name="Profiles">Profiles in use.</param>
/// <param name="Rejected">Rejected profiles, with reasons.</param>
/// <param name="Summary">Counts and closures.</param>
public sealed record ProfilesResult(IReadOnlyList<ProfileRecord> Profiles, IReadOnlyList<RejectedProfile> Rejected, ProfilesSummary Summary);
