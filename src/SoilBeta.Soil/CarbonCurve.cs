namespace SoilBeta.Soil;

/// <summary>Carbon of a profile by depth: the mass-preserving spline, blended with the step function of the horizons by the smallest share that leaves no layer negative.</summary>
/// <remarks>
/// A spline undershoots below the steep part of a profile. Spline and step function both keep the mass of each horizon, so any blend of them does too; the step function is never negative,
/// so a share of 1 always suffices. Rejecting such profiles instead would bias the subsoil upwards, since they are the steep ones.
/// </remarks>
public sealed class CarbonCurve
{
    private readonly MassPreservingSpline spline;

    /// <summary>Finds the smallest share.</summary>
    /// <param name="spline">Spline of carbon per centimetre, Mg C ha⁻¹ cm⁻¹; its horizons have values of 0 or more.</param>
    /// <param name="bounds">Bounds of the layers that must not be negative, cm, ascending.</param>
    public CarbonCurve(MassPreservingSpline spline, ReadOnlySpan<double> bounds)
    {
        this.spline = spline;
        for (int i = 0; i + 1 < bounds.Length; i++)
        {
            double curved = spline.Integral(bounds[i], bounds[i + 1]);
            if (curved < 0)
                StepShare = Math.Max(StepShare, -curved / (spline.StepIntegral(bounds[i], bounds[i + 1]) - curved));
        }
    }

    /// <summary>Share of the step function in the curve, 0–1; 0 where the spline leaves no layer negative.</summary>
    public double StepShare { get; }

    /// <summary>Carbon between two depths, Mg C ha⁻¹.</summary>
    /// <param name="upper">Upper depth, cm.</param>
    /// <param name="lower">Lower depth, cm.</param>
    public double Integral(double upper, double lower)
    {
        double curved = spline.Integral(upper, lower);
        return StepShare == 0 ? curved : curved + (StepShare * (spline.StepIntegral(upper, lower) - curved));
    }
}
