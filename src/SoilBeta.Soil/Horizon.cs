namespace SoilBeta.Soil;

/// <summary>A depth interval as sampled, in our units; NaN where the table has nothing.</summary>
public sealed record Horizon
{
    /// <summary>Top, cm below the surface; negative above the mineral soil.</summary>
    public double Top { get; init; } = double.NaN;

    /// <summary>Bottom, cm.</summary>
    public double Bottom { get; init; } = double.NaN;

    /// <summary>Designation, e.g. <c>Bt1</c>; empty if unknown.</summary>
    public string Designation { get; init; } = "";

    /// <summary>SOC content of the fine earth, g kg⁻¹.</summary>
    public double Soc { get; init; } = double.NaN;

    /// <summary>Bulk density of the fine earth, g cm⁻³.</summary>
    public double BulkDensity { get; init; } = double.NaN;

    /// <summary>Gravel (above 2 mm), %, by volume or mass as <see cref="GravelByMass"/> says.</summary>
    public double Gravel { get; init; } = double.NaN;

    /// <summary>Whether <see cref="Gravel"/> is a share of mass.</summary>
    public bool GravelByMass { get; init; }

    /// <summary>Other numbers of the horizon by our name: clay, sand, silt (%), ph, total_nitrogen (g kg⁻¹).</summary>
    public IReadOnlyDictionary<string, double> Others { get; init; } = NoOthers;

    /// <summary>Line of the table, from 1.</summary>
    public int Line { get; init; }

    /// <summary>Whether SOC was measured here, over some thickness.</summary>
    public bool IsMeasured => !double.IsNaN(Soc);

    /// <summary>No other numbers.</summary>
    internal static IReadOnlyDictionary<string, double> NoOthers { get; } = new Dictionary<string, double>();
}
