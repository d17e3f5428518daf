namespace SoilBeta.Forests.Validation;

/// <summary>Does a model know more about places without profiles than one constant? Judged by its R² under spatial blocks beside the constant's.</summary>
/// <param name="HasSkill">Whether it does, at every size of block that could be made; null where none could be made.</param>
/// <param name="Sentence">The same in words, with the figures.</param>
public sealed record Skill(bool? HasSkill, string Sentence)
{
    /// <summary>By how much R² must lie above the baseline's: twice what a forest's seed alone moves it (±0.004).</summary>
    public const double LeastGain = 0.01;

    /// <summary>Judges a model.</summary>
    /// <param name="designs">Results of the validation.</param>
    /// <param name="quantity">Quantity that is judged, e.g. <c>beta</c>.</param>
    /// <param name="model">Model.</param>
    /// <param name="baseline">What it has to beat.</param>
    public static Skill Judge(IReadOnlyList<DesignScores> designs, string quantity = "beta", string model = "forest", string baseline = "constant")
    {
        var pairs = designs.Where(d => d.BlockDegrees is not null)
            .Select(d => (d.BlockDegrees, Model: d.Of(model)?.Scores[quantity].Mean.RSquared ?? double.NaN, Base: d.Of(baseline)?.Scores[quantity].Mean.RSquared ?? double.NaN))
            .Where(pair => double.IsFinite(pair.Model) && double.IsFinite(pair.Base)).ToList();
        if (pairs.Count == 0)
            return new Skill(null, "Skill is unknown: no block could be held out (all profiles in one block, too few of them, or a constant target).");
        string what = model == "mixed" ? "mixed regression" : model;
        string figures = string.Join(", ", pairs.Select(p => $"{p.Model:0.00} against {p.Base:0.00} in {p.BlockDegrees:0.###}° blocks"));
        var lost = pairs.Where(p => !(p.Model > p.Base + LeastGain)).ToList();
        if (lost.Count == 0)
            return new Skill(true, $"Where whole blocks are held out the {what} predicts {quantity} better than one {baseline}: R² {figures}.");
        return new Skill(false, lost.Count == pairs.Count
            ? $"No skill: where whole blocks are held out the {what} predicts {quantity} no better than one {baseline}: R² {figures}."
            : $"No skill at every distance: the {what} is no better than one {baseline} in {string.Join(" and ", lost.Select(p => $"{p.BlockDegrees:0.###}°"))} blocks: R² {figures}.");
    }
}
