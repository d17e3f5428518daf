using SoilBeta.Soil;

namespace SoilBeta.Training.Profiles;

/// <summary>A covariate measured in the profile table: the mean over the horizons of 0–20 cm that have it, weighted by thickness.</summary>
internal static class TopsoilValue
{
    private const double Depth = 20;

    /// <summary>Value of a column in the program's unit; NaN where no horizon of the topsoil has one.</summary>
    /// <param name="profile">Profile.</param>
    /// <param name="column">The program's name of the column, e.g. <c>clay</c>.</param>
    public static double ReadFrom(SoilProfile profile, string column)
    {
        double sum = 0;
        double thickness = 0;
        foreach (Horizon horizon in profile.Horizons)
        {
            double value = horizon.ValueOf(column);
            double covered = Math.Min(horizon.Bottom, Depth) - Math.Max(horizon.Top, 0);
            if (double.IsNaN(value) || !(covered > 0))
                continue;
            sum += value * covered;
            thickness += covered;
        }
        return thickness > 0 ? sum / thickness : double.NaN;
    }
}
