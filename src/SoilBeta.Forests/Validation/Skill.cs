namespace SoilBeta.Forests.Validation;

/// <summary>Does a model predict the cells of the map better than a constant does?</summary>
/// <remarks>
/// The gain of a held-out row is the squared error of the constant minus that of the model; of two constants the one with the smaller mean error under the design is used.
/// A model has skill if, under the folds that represent the map (kNNDM), R² is above 0 and the mean gain above two standard errors, and under no design of blocks its mean loss exceeds one standard error.
/// Standard errors resample clusters (<see cref="ProfileClusters"/>). With fewer than 20 clusters skill is unknown.
/// Skill is also unknown where the model would have it but, with the widest blocks held out, the residuals of nearest neighbours share more than half of their variance. Smooth covariates identify a place, and a forest then
/// copies the values of its neighbours, whatever the covariates mean. For noise that is spatially correlated over 2–5° such a forest "explains" a third to two thirds of the variance, by more than two standard errors in a third to all of the tables;
/// residuals distinguish this from a relation with the covariates, standard errors do not (docs/developers/measurements.md).
/// </remarks>
/// <param name="HasSkill">Whether the model has skill; null where unknown.</param>
/// <param name="Sentence">The verdict in words, with the figures or the reason.</param>
/// <param name="Gains">The figures, starting with the folds that represent the map; empty where they could not be computed.</param>
public sealed record Skill(bool? HasSkill, string Sentence, IReadOnlyList<SkillGain> Gains)
{
    /// <summary>Minimum number of clusters that can distinguish skill from chance.</summary>
    public const int FewestClusters = 20;

    private const double ErrorsAbove = 2, ErrorsBelow = 1, MostNeighbourCorrelation = 0.5;

    /// <summary>A verdict without figures.</summary>
    public static Skill Without(bool? hasSkill, string sentence) => new(hasSkill, sentence, []);

    /// <summary>Assesses a model.</summary>
    /// <param name="designs">Results of the validation.</param>
    /// <param name="quantity">Quantity under assessment, e.g. <c>beta</c>.</param>
    /// <param name="model">Model.</param>
    /// <param name="constants">Constants to compare with; those without scores of the quantity are ignored.</param>
    /// <param name="name">Name of the quantity in the sentence.</param>
    /// <param name="called">Name of the model in the sentence; null for the word of its kind.</param>
    public static Skill Judge(IReadOnlyList<DesignScores> designs, string quantity = "beta", string model = "forest", IReadOnlyList<string>? constants = null, string name = "β", string? called = null)
    {
        called ??= Called(model);
        string[] against = [.. constants ?? [ModelKind.Constant.Word(), Validator.MeanModel]];
        if (designs.FirstOrDefault(design => design.StandsForMap) is not { } map)
            return Unknown("no folds stand for the map (kNNDM needs the prepared stack, validation.map_cells and repeats)");
        if (map.Repeats == 0)
            return Unknown($"no folds stand for the map: {map.Note}");
        if (map.ForModel(model)?.Scores.ContainsKey(quantity) != true)
            return Unknown($"there are no held-out predictions of {name} (for densities the map needs a topsoil where the profiles are)");
        if (SkillGain.FromDesign(map, quantity, model, against) is not { } gain)
            return Unknown($"no constant predicts {name} where the {called} does");
        if (gain.Clusters < FewestClusters)
            return Unknown(gain.Clusters == 0 ? "the places of the profiles are not known" : $"the profiles form {gain.Clusters} cluster{(gain.Clusters == 1 ? "" : "s")} of {gain.ClusterDegrees:0.#}°; skill and chance can be told apart from {FewestClusters}");
        if (!double.IsFinite(gain.RSquared) || !double.IsFinite(gain.StandardError))
            return Unknown($"{name} does not vary among the profiles");
        SkillGain[] blocks = [.. designs.Where(design => design.BlockDegrees is not null && design.Repeats > 0).Select(design => SkillGain.FromDesign(design, quantity, model, against)).OfType<SkillGain>()];
        SkillGain[] all = [gain, .. blocks];
        if (blocks.Length == 0)
            return Unknown("no block could be held out (validation.blocks, or all profiles in one block)") with { Gains = all };

        string figures = FormattableString.Invariant($"R² {Signed(gain.RSquared)} under kNNDM; gain in R² over {(gain.Constant == Validator.MeanModel ? $"the profiles' mean {name}" : "one constant β")} {InR2(gain)} (standard error by {gain.Clusters} clusters of {gain.ClusterDegrees:0.#}°); in blocks of ")
            + string.Join(", ", blocks.Select(block => FormattableString.Invariant($"{block.BlockDegrees:0.###}° {InR2(block)}")));
        if (!(gain.RSquared > 0) || !(gain.Gain > ErrorsAbove * gain.StandardError))
            return new Skill(false, $"No skill for {name}: where cells like the map's are held out the {called} is not better than a constant by more than chance. {figures}.", all);
        SkillGain[] lost = [.. blocks.Where(block => block.Gain < -ErrorsBelow * block.StandardError)];
        if (lost.Length > 0)
            return new Skill(false, $"No skill for {name} at some distances: a constant is better in blocks of {string.Join(" and ", lost.Select(block => FormattableString.Invariant($"{block.BlockDegrees:0.###}°")))}. {figures}.", all);
        var widest = blocks.MaxBy(block => block.BlockDegrees)!;
        return widest.NeighbourCorrelation > MostNeighbourCorrelation
            ? Unknown(FormattableString.Invariant($"with {widest.BlockDegrees:0.###}° blocks held out the errors of neighbouring profiles are alike (correlation {widest.NeighbourCorrelation:0.00}, at most {MostNeighbourCorrelation:0.0}), so the gain may come from nearby profiles and not from the covariates. {figures}")) with { Gains = all }
            : new Skill(true, $"Skill for {name}: where cells like the map's are held out the {called} is better than a constant by more than chance. {figures}.", all);

        Skill Unknown(string reason) => Without(null, $"Skill for {name} is unknown: {reason}.");
    }

    private static string Called(string model) => model == ModelKind.Mixed.Word() ? "mixed regression" : model;

    private static string InR2(SkillGain gain) => FormattableString.Invariant($"{Signed(gain.GainInR2)} ± {gain.StandardErrorInR2:0.00}");

    private static string Signed(double value) => FormattableString.Invariant($"{value:0.00}").Replace("-0.00", "0.00", StringComparison.Ordinal).Replace('-', '−');
}

/// <summary>Gain of a model over the better constant under one design.</summary>
/// <param name="Design">Design.</param>
/// <param name="BlockDegrees">Side of its blocks, degrees; null for folds that represent the map.</param>
/// <param name="Constant">Name of the constant.</param>
/// <param name="RSquared">R² of the model.</param>
/// <param name="Gain">Mean over held-out rows of the constant's squared error minus the model's, squared units of the quantity.</param>
/// <param name="StandardError">Its standard error by clusters.</param>
/// <param name="Variance">Variance of the observed values of these rows: gain / variance is the gain in R².</param>
/// <param name="Clusters">Number of clusters of these rows.</param>
/// <param name="ClusterDegrees">Side of the clusters, degrees.</param>
/// <param name="NeighbourCorrelation">Correlation of the residuals of nearest neighbours at other sites (<see cref="ProfileClusters.NeighbourCorrelation"/>).</param>
public sealed record SkillGain(
    string Design, double? BlockDegrees, string Constant, double RSquared, double Gain, double StandardError, double Variance, int Clusters, double ClusterDegrees, double NeighbourCorrelation)
{
    /// <summary>Gain in R².</summary>
    public double GainInR2 => Gain / Variance;

    /// <summary>Standard error of the gain in R².</summary>
    public double StandardErrorInR2 => StandardError / Variance;

    /// <summary>Gain under a design; null where the model or every constant lacks errors of the quantity.</summary>
    /// <param name="design">Design.</param>
    /// <param name="quantity">Quantity.</param>
    /// <param name="model">Model.</param>
    /// <param name="constants">Constants; the one with the smaller error counts.</param>
    public static SkillGain? FromDesign(DesignScores design, string quantity, string model, IReadOnlyList<string> constants)
    {
        if (design.ForModel(model)?.Errors.GetValueOrDefault(quantity) is not { } own || design.ForModel(model)!.Scores.GetValueOrDefault(quantity) is not { } score)
            return null;
        double[][] others = [.. constants.Select(name => design.ForModel(name)?.Errors.GetValueOrDefault(quantity)).OfType<double[]>()];
        string[] names = [.. constants.Where(name => design.ForModel(name)?.Errors.ContainsKey(quantity) == true)];
        int[] rows = [.. Enumerable.Range(0, own.Length).Where(row => double.IsFinite(own[row]) && others.All(other => double.IsFinite(other[row])))];
        if (others.Length == 0 || rows.Length == 0)
            return null;
        int best = Enumerable.Range(0, others.Length).MinBy(i => rows.Sum(row => others[i][row]));
        var gain = new double[own.Length];
        Array.Fill(gain, double.NaN);
        foreach (int row in rows)
            gain[row] = others[best][row] - own[row];
        var squares = design.Clusters.GetValueOrDefault(quantity);
        var (mean, error, clusters) = squares is not null ? ClusterErrors.Mean(gain, squares.Of) : (gain.Where(double.IsFinite).Average(), double.NaN, 0);
        double variance = score.Mean.Rmse * score.Mean.Rmse / (1 - score.Mean.RSquared);
        return new SkillGain(
            design.Design, design.BlockDegrees, names[best], score.Mean.RSquared, mean, error, variance, clusters, squares?.Degrees ?? double.NaN,
            squares?.NeighbourCorrelation(design.ForModel(model)!.Residuals[quantity]) ?? double.NaN);
    }
}
