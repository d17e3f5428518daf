namespace SoilBeta.Forests.Validation;

/// <summary>Sums that determine every measure of a <see cref="ScoreCard"/>, so that the rows of a cluster can be subtracted.</summary>
/// <param name="Count">Number of pairs.</param>
/// <param name="O">Σo, of values minus a common origin.</param>
/// <param name="P">Σp.</param>
/// <param name="OO">Σo².</param>
/// <param name="PP">Σp².</param>
/// <param name="OP">Σo·p.</param>
/// <param name="Error">Σ(o − p)².</param>
internal readonly record struct ScoreMoments(int Count, double O, double P, double OO, double PP, double OP, double Error)
{
    /// <summary>Adds a pair.</summary>
    public ScoreMoments Plus(double observed, double predicted) => new(
        Count + 1, O + observed, P + predicted, OO + (observed * observed), PP + (predicted * predicted), OP + (observed * predicted), Error + ((observed - predicted) * (observed - predicted)));

    /// <summary>Adds two sets of sums.</summary>
    public static ScoreMoments operator +(ScoreMoments a, ScoreMoments b) => new(a.Count + b.Count, a.O + b.O, a.P + b.P, a.OO + b.OO, a.PP + b.PP, a.OP + b.OP, a.Error + b.Error);

    /// <summary>Subtracts one set of sums from another.</summary>
    public static ScoreMoments operator -(ScoreMoments a, ScoreMoments b) => new(a.Count - b.Count, a.O - b.O, a.P - b.P, a.OO - b.OO, a.PP - b.PP, a.OP - b.OP, a.Error - b.Error);

    /// <summary>Computes the scores.</summary>
    /// <param name="features">Features of the model.</param>
    public ScoreCard Card(int features)
    {
        if (Count == 0)
            return ScoreCard.None;
        double meanO = O / Count, meanP = P / Count;
        double oo = OO - (O * meanO), pp = PP - (P * meanP), op = OP - (O * meanP), error = Math.Max(0, Error);
        double r2 = oo > 1e-12 * OO ? 1 - (error / oo) : double.NaN; // for equal observations the remainder is rounding
        double adjusted = Count > features + 1 ? 1 - ((1 - r2) * (Count - 1) / (Count - features - 1)) : double.NaN;
        double spread = oo + pp + (Count * (meanO - meanP) * (meanO - meanP));
        return new ScoreCard(Count, r2, adjusted, Math.Sqrt(error / Count), meanP - meanO, spread > 0 && double.IsFinite(r2) ? 2 * op / spread : double.NaN);
    }
}
