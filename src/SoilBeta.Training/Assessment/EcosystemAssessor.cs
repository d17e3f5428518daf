using SoilBeta.Forests;
using SoilBeta.Forests.Drivers;
using SoilBeta.Forests.Tuning;
using SoilBeta.Forests.Validation;
using SoilBeta.Studies;
using SoilBeta.Training.Models;
using SoilBeta.Training.Profiles;
using SoilBeta.Training.Tables;

namespace SoilBeta.Training.Assessment;

/// <summary>Tunes, validates and explains the model of one ecosystem by the settings of the study. Results do not depend on threads.</summary>
internal static class EcosystemAssessor
{
    /// <summary>Name of that constant among the compared models.</summary>
    public const string Literature = "literature";

    /// <summary>The global mean β that the paper quotes from the literature.</summary>
    public const double LiteratureBeta = 0.9786;

    /// <summary>Largest number of trees of the folds' forests by default: more do not change the second digit of a score.</summary>
    private const int FoldTrees = 200;

    private const int SelectionTrees = 100;

    /// <summary>Tunes mtry, node size and number of trees; null where the study requests no tuning or the rows are of one site.</summary>
    public static TuningResult? Tune(Study study, string code, TrainingTable table, StepOptions options)
    {
        var tuning = study.Tuning;
        if (tuning.Method == TuningMethod.Off || table.Sites.Distinct().Take(2).Count() < 2)
            return null;
        var grid = TuningGrid.Default(table.Features.Count, tuning.ChooseTrees ? study.Forest.Grow.Trees : Math.Min(500, study.Forest.Grow.Trees)) with { NodeSizes = tuning.NodeSizes };
        grid = grid with { Mtry = tuning.Mtry.Count > 0 ? tuning.Mtry : grid.Mtry, Trees = tuning.Trees.Count > 0 ? tuning.Trees : grid.Trees };
        using var work = options.Report.Begin($"tune {code}", ForestTuner.Forests(grid, tuning.Bootstraps), "forests");
        return ForestTuner.Run(table, grid, tuning.Bootstraps, study.Seed, options.Threads, () => work.Advance(1), options.Cancellation);
    }

    /// <summary>The point of the surface that the study's method selects.</summary>
    public static TuningPoint? Chosen(Study study, TuningResult? result) =>
        study.Tuning.Method == TuningMethod.OutOfBag ? result?.BestOutOfBag ?? result?.Best : result?.Best;

    /// <summary>How the forests of folds are grown.</summary>
    public static ForestOptions InFolds(Study study, ForestOptions grow) => grow with { Trees = study.Validation.Trees ?? Math.Min(grow.Trees, FoldTrees) };

    /// <summary>Validates and explains a model.</summary>
    /// <param name="study">Study.</param>
    /// <param name="code">Ecosystem.</param>
    /// <param name="data">Its profiles and their table.</param>
    /// <param name="model">The model.</param>
    /// <param name="map">The map.</param>
    /// <param name="options">Threads, report, cancellation token.</param>
    public static EcosystemAssessment Run(Study study, string code, TrainingData data, AssessedModel model, MapSample map, StepOptions options)
    {
        var (profiles, table) = data;
        var grow = model.Grow;
        var forest = model.Forest;
        string[] sites = MixedTraining.Groups(table);
        string[] sources = [.. profiles.Select(profile => profile.Source)];
        bool severalSources = sources.Distinct(StringComparer.Ordinal).Skip(1).Any();
        var foldGrow = InFolds(study, grow) with { Threads = options.Threads };
        var learners = new List<ILearner>();
        if (model.TryForest)
            learners.Add(new ForestLearner(foldGrow));
        learners.AddRange([new ConstantLearner(), new FixedLearner(Literature, LiteratureBeta), new MixedLearner(sites)]);
        if (severalSources)
            learners.Add(new MixedLearner(sources, "mixed-source"));

        var plans = Plans(study, code, table, map, options.Threads);
        IReadOnlyList<DesignScores> designs;
        using (var work = options.Report.Begin($"validate {code}", Validator.Trainings(plans, learners.Count), "models"))
            designs = Validator.Run(table, plans, learners, Subsoil(study, profiles, map), new(study.Seed, options.Threads, () => work.Advance(1)), options.Cancellation);

        var effects = (IReadOnlyList<EffectCurve>)[];
        var selection = (IReadOnlyList<SelectionStep>)[];
        double[] error = new double[table.Features.Count];
        double[]? importance = model.Regression is null ? null : MixedTraining.Importance(model.Regression);
        if (forest is not null)
        {
            (importance, error) = PermutationImportance.WithErrors(table, forest, grow, options.Cancellation);
            var settings = new EffectSettings(study.Drivers.Points, study.Drivers.Refits, study.Drivers.Rows);
            using (var work = options.Report.Begin($"drivers {code}", settings.Refits + 1, "forests"))
                effects = CovariateEffects.Compute(table, forest, foldGrow, settings, () => work.Advance(1), options.Cancellation);
            if (study.Drivers.Selection)
                selection = Select(code, table, plans, foldGrow, options);
        }
        var coverage = (IReadOnlyList<CoverageRow>)[];
        VarianceSplit? split = null;
        var covered = new Dictionary<string, double[]>(StringComparer.Ordinal);
        if (study.Validation.Coverage)
        {
            int trainings = IntervalCoverage.Designs(plans).Sum(plan => plan.Repeats[0].Count) + VarianceSplit.Trainings;
            using var work = options.Report.Begin($"intervals {code}", trainings, "models");
            var intervals = new IntervalCoverage(study, data, map.Places(study, profiles), model.Importance, model.Kind, foldGrow);
            coverage = intervals.Of(plans, () => work.Advance(1), options.Cancellation);
            foreach (var (shown, quantity) in new[] { (MapProduct.All[0], EcosystemAssessment.Beta), (MapProduct.All.Single(product => product is { Top: 20, Bottom: 100 }), EcosystemAssessment.SubsoilMapTopsoil) })
            {
                if (intervals.CoveredForMap.TryGetValue(shown.Suffix, out double[]? inside))
                    covered[quantity] = inside;
            }
            split = forest is not null ? VarianceSplit.Estimate(study, table, forest, foldGrow, () => work.Advance(1), options.Cancellation)
                : model.Regression is not null ? VarianceSplit.Estimate(study, table, model.Regression, options.Threads) : null;
        }
        return new EcosystemAssessment
        {
            Coverage = coverage,
            Variance = split,
            Designs = designs,
            Applicability = MeasuredApplicability.Measure(study, profiles, table, plans, new HeldOutResults(model.Kind.Word(), designs, covered), importance, options.Threads),
            Skill = SkillOf(model.Kind, designs, EcosystemAssessment.Beta, "β"),
            SubsoilSkill = SkillOf(model.Kind, designs, EcosystemAssessment.SubsoilMapTopsoil, "density of 20–100 cm"),
            Tuning = model.Tuning,
            Mixed = MixedFit.All(table, ("site", sites), severalSources ? ("source", sources) : null),
            PermutationError = error,
            Effects = effects,
            Selection = selection,
        };
    }

    /// <summary>The designs that the study requests; in-sample first.</summary>
    private static List<FoldPlan> Plans(Study study, string code, TrainingTable table, MapSample map, int threads)
    {
        var validation = study.Validation;
        var plans = new List<FoldPlan> { FoldDesigns.InSample(table.Rows) };
        if (validation.Repeats > 0)
            plans.Add(FoldDesigns.Random(table.Rows, validation.Folds, validation.Repeats, study.Seed));
        if (validation.Holdouts > 0)
            plans.Add(FoldDesigns.Holdout(table.Rows, 0.7, validation.Holdouts, study.Seed));
        plans.AddRange(HeldOutDesigns.For(study, table, count => map.Cells([code], count), threads));
        return plans;
    }

    private static List<DerivedQuantity> Subsoil(Study study, IReadOnlyList<ProfileRecord> profiles, MapSample map)
    {
        double[] observed = [.. profiles.Select(profile => profile.Densities[1..].Sum())]; // NaN where a layer is unknown
        double[] topsoil = [.. profiles.Select(profile => map.Topsoil(profile.Longitude, profile.Latitude))];
        var quantities = new List<DerivedQuantity>
        {
            new(EcosystemAssessment.SubsoilOwnTopsoil, observed, (row, beta) => SubsoilDensity.Predict(profiles[row].Densities[0], beta)),
        };
        if (topsoil.Any(double.IsFinite))
            quantities.Add(new(EcosystemAssessment.SubsoilMapTopsoil, observed, (row, beta) => SubsoilDensity.Predict(topsoil[row], study.Topsoil.Depth, beta)));
        return quantities;
    }

    /// <summary>Forward selection with the smallest blocks that give folds, otherwise with folds of sites.</summary>
    private static IReadOnlyList<SelectionStep> Select(string code, TrainingTable table, List<FoldPlan> plans, ForestOptions grow, StepOptions options)
    {
        var plan = plans.FirstOrDefault(p => p.IsSpatial && p.Repeats.Count > 0) ?? plans.FirstOrDefault(p => FoldDesigns.HoldsOutSites(p.Design));
        if (plan is null)
            return [];
        plan = plan with { Repeats = [.. plan.Repeats.Take(1)] };
        using var work = options.Report.Begin($"select {code}", ForwardSelection.MostForests(table.Features.Count, plan), "forests");
        return ForwardSelection.Run(table, plan, grow with { Trees = Math.Min(grow.Trees, SelectionTrees) }, () => work.Advance(1), options.Cancellation);
    }

    private static Skill SkillOf(ModelKind model, IReadOnlyList<DesignScores> designs, string quantity, string name) => model == ModelKind.Constant
        ? Skill.Without(false, "The model is one constant β for the whole ecosystem: it says nothing about differences between places.")
        : Skill.Judge(designs, quantity, model.Word(), name: name);
}
