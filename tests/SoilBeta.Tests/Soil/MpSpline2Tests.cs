using SoilBeta.Soil;

namespace SoilBeta.Tests.Soil;

public class MpSpline2Tests
{
    private const double SplineTolerance = 1e-6; // unit of the values, agreement with mpspline2

    private static readonly GoldenTable Profiles = new("mpspline_profiles.csv");
    private static readonly GoldenTable Layers = new("mpspline_layers.csv");

    // A profile of one horizon is copied by the package's own rule for boundaries; the program's rule is documented and differs.
    public static TheoryData<string> Splined() => [.. Layers.Rows.Where(row => row["status"] == "ok" && !row["kind"].StartsWith("single", StringComparison.Ordinal)).Select(row => row["SID"])];

    public static TheoryData<string> Dropped() => [.. Layers.Rows.Where(row => row["status"] != "ok").Select(row => row["SID"])];

    [Theory, MemberData(nameof(Splined))]
    public void Layer_means_are_those_of_the_package(string id)
    {
        var (tops, bottoms, values) = Horizons(id);
        double[] layers = MpSpline2.Layers(tops, bottoms, values, 0.1);
        var expected = Layers.Rows.Single(row => row["SID"] == id);
        string[] columns = ["d000_020", "d020_040", "d040_060", "d060_080", "d080_100"];
        for (int layer = 0; layer < 5; layer++)
        {
            double mean = GoldenTable.Number(expected[columns[layer]]);
            if (double.IsNaN(mean))
                layers[layer].ShouldBe(double.NaN);
            else
                layers[layer].ShouldBe(mean, SplineTolerance);
        }
        new MassPreservingSpline(tops, bottoms, values, 0.1).RootMeanSquare.ShouldBe(GoldenTable.Number(expected["RMSE"]), SplineTolerance);
    }

    [Theory, MemberData(nameof(Splined))]
    public void A_profile_gets_the_packages_value_in_every_layer_that_the_package_gives_one(string id)
    {
        // Bulk density 1 and no gravel: Eq. 1 gives SOC · 20 / 10 for a layer's mean. No repairs beforehand.
        Horizon[] horizons = [.. Profiles.Rows.Where(row => row["SID"] == id).Select(row => new Horizon
        {
            Top = GoldenTable.Number(row["UD"]), Bottom = GoldenTable.Number(row["LD"]), Soc = GoldenTable.Number(row["VAL"]), BulkDensity = 1, Gravel = 0,
        })];
        var rules = new ProfileRules { Spline = SplineMode.MpSpline2, Beta = BetaMode.Normalised, MinHorizons = 1, FirstHorizonTop = 100, LargestBeta = 2 };
        var layered = ProfileLayers.Build(ProfileLayersTests.Profile(horizons), rules, double.NaN, double.NaN, out Rejection? rejection);
        if (id == "D08") // all of it lies below 100 cm
        {
            rejection!.Reason.Code.ShouldBe("few_horizons");
            return;
        }
        var expected = Layers.Rows.Single(row => row["SID"] == id);
        string[] columns = ["d000_020", "d020_040", "d040_060", "d060_080", "d080_100"];
        for (int layer = 0; layer < 5; layer++)
        {
            double mean = GoldenTable.Number(expected[columns[layer]]);
            if (double.IsNaN(mean))
                layered!.Densities[layer].ShouldBe(double.NaN);
            else
                layered!.Densities[layer].ShouldBe(2 * mean, 2 * SplineTolerance);
        }
        layered!.Repairs.ShouldBe(id is "B05" or "B08" ? 1 : 0);
    }

    [Fact]
    public void Missing_ends_and_horizons_across_the_surface_are_mended_as_the_package_does_it()
    {
        var rules = new ProfileRules { Spline = SplineMode.MpSpline2 };
        Horizon[] whole = [ProfileLayersTests.H(0, 20, 18), ProfileLayersTests.H(20, 40, 9), ProfileLayersTests.H(40, 90, 6), ProfileLayersTests.H(90, 100, 4)];
        Horizon across = ProfileLayersTests.H(-4, 10, 300);
        Horizon[] open = [across, whole[0] with { Top = double.NaN }, whole[1], whole[2], whole[3] with { Bottom = double.NaN }];
        double[] expected = Build(whole, rules)!.Densities;
        // The first horizon with SOC is the one across the surface, and it has a top: the next one's is not repaired.
        Build(open, rules).ShouldBeNull();
        Build(open[1..], rules)!.ShouldSatisfyAllConditions(layered => layered.Densities.ShouldBe(expected), layered => layered.Repairs.ShouldBe(2));
        Build([across, .. whole], rules)!.ShouldSatisfyAllConditions(layered => layered.Densities.ShouldBe(expected), layered => layered.Repairs.ShouldBe(1));
        Build(open[1..], new ProfileRules()).ShouldBeNull();
        Build([across, .. whole], new ProfileRules()).ShouldBeNull();
        // The package does not repair a top in the middle either.
        Build([whole[0], whole[1] with { Top = double.NaN }, whole[2], whole[3]], rules).ShouldBeNull();

        static LayeredProfile? Build(Horizon[] horizons, ProfileRules rules) => ProfileLayers.Build(ProfileLayersTests.Profile(horizons), rules, double.NaN, double.NaN, out _);
    }

    [Theory, MemberData(nameof(Dropped))]
    public void Overlaps_that_the_package_drops_are_refused(string id)
    {
        var (tops, bottoms, values) = Horizons(id);
        Should.Throw<ArgumentException>(() => MpSpline2.Layers(tops, bottoms, values, 0.1));
    }

    [Fact]
    public void A_single_horizon_holds_from_its_top_to_its_bottom()
    {
        double[] layers = MpSpline2.Layers([20.0], [45.0], [9.5], 0.1);
        layers.ShouldBe([double.NaN, 9.5, 9.5, double.NaN, double.NaN]);
    }

    /// <summary>Prepared as by the package: without missing values and thickness, a missing first top set to 0, sorted.</summary>
    private static (double[] Tops, double[] Bottoms, double[] Values) Horizons(string id)
    {
        var rows = Profiles.Rows.Where(row => row["SID"] == id)
            .Select(row => (Top: row["UD"].Length == 0 ? 0 : GoldenTable.Number(row["UD"]), Bottom: GoldenTable.Number(row["LD"]), Value: GoldenTable.Number(row["VAL"])))
            .Where(row => !double.IsNaN(row.Value) && row.Bottom > row.Top)
            .OrderBy(row => row.Top).ThenBy(row => row.Bottom).ToArray();
        return (rows.Select(row => row.Top).ToArray(), rows.Select(row => row.Bottom).ToArray(), rows.Select(row => row.Value).ToArray());
    }
}
