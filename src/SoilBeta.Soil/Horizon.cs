namespace SoilBeta.Soil;

/// <summary>A depth interval as sampled, in the program's units; NaN where the table has no value.</summary>
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

    /// <summary>Gravel (above 2 mm), %, by volume or by mass: see <see cref="GravelByMass"/>.</summary>
    public double Gravel { get; init; } = double.NaN;

    /// <summary>Whether <see cref="Gravel"/> is a share of mass.</summary>
    public bool GravelByMass { get; init; }

    /// <summary>Other numbers of the horizon by the program's names: clay, sand, silt (%), ph, total_nitrogen (g kg⁻¹), mat (°C), map (mm), cn, mc, mn (mg kg⁻¹), bnpp (g C m⁻² yr⁻¹).</summary>
    public IReadOnlyDictionary<string, double> Others { get; init; } = NoOthers;

    /// <summary>Number of the horizon by the program's name of its column, e.g. <c>clay</c>; NaN where it has none.</summary>
    public double ValueOf(string column) => column switch
    {
        "soc" => Soc,
        "bulk_density" => BulkDensity,
        "coarse" => Gravel,
        _ => Others.GetValueOrDefault(column, double.NaN),
    };

    /// <summary>Whether the table marks the horizon as litter above the mineral soil.</summary>
    public bool IsLitter { get; init; }

    /// <summary>Line of the table, from 1.</summary>
    public int Line { get; init; }

    /// <summary>Whether SOC was measured in this horizon.</summary>
    public bool IsMeasured => !double.IsNaN(Soc);

    /// <summary>Whether this is an organic horizon: litter, or one by its designation (O, Oi, 2Oa, …).</summary>
    public bool IsOrganic => IsLitter || MasterLetter(Designation) == 'O';

    /// <summary>Whether this is rock by its designation (R, 2R, …).</summary>
    public bool IsRock => MasterLetter(Designation) == 'R';

    /// <summary>Whether both depths are known and differ.</summary>
    internal bool HasInterval => !double.IsNaN(Top) && !double.IsNaN(Bottom) && Top != Bottom;

    /// <summary>Whether a horizon is above the mineral soil, judged by its own depths and designation alone.</summary>
    /// <remarks>
    /// Tables record organic layers in three ways: as negative depths that grow downwards (−8 to −3), as an O measured upwards (5 to 0), or as an O of zero thickness at 0.
    /// A pair such as −1 to −1 or 50 to 50 is an unknown depth instead, and −5 to 0 of a horizon called A, B, C, E or R is not organic.
    /// </remarks>
    internal static bool IsAboveMineral(double top, double bottom, string designation)
    {
        char master = MasterLetter(designation);
        if (top < bottom && bottom <= 0)
            return master is not ('A' or 'B' or 'C' or 'E' or 'R');
        return master == 'O' && (bottom < top || (top == 0 && bottom == 0));
    }

    /// <summary>First letter of a designation after a numeric lithic prefix; a space if there is none.</summary>
    private static char MasterLetter(string designation)
    {
        ReadOnlySpan<char> text = designation.AsSpan().Trim().TrimStart("0123456789 ");
        return text.IsEmpty ? ' ' : text[0];
    }

    /// <summary>An empty dictionary of other numbers.</summary>
    internal static IReadOnlyDictionary<string, double> NoOthers { get; } = new Dictionary<string, double>();
}
