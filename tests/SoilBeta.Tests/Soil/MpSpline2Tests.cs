using SoilBeta.Soil;

namespace SoilBeta.Tests.Soil;

public class MpSpline2Tests
{
    private const double SplineTolerance = 1e-6; // unit of the values, agreement with mpspline2

    private static readonly GoldenTable Profiles = new("mpspline_profiles.csv");
    private static readonly GoldenTable Layers = new("mpspline_layers.csv");

    // A profile of one horizon is copied by a boundary rule of the package; ours is documented and differs.
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

    /// <summary>As the package prepares them: without missing values and thickness, a missing first top is 0, sorted.</summary>
    private static (double[] Tops, double[] Bottoms, double[] Values) Horizons(string id)
    {
        var rows = Profiles.Rows.Where(row => row["SID"] == id)
            .Select(row => (Top: row["UD"].Length == 0 ? 0 : GoldenTable.Number(row["UD"]), Bottom: GoldenTable.Number(row["LD"]), Value: GoldenTable.Number(row["VAL"])))
            .Where(row => !double.IsNaN(row.Value) && row.Bottom > row.Top)
            .OrderBy(row => row.Top).ThenBy(row => row.Bottom).ToArray();
        return (rows.Select(row => row.Top).ToArray(), rows.Select(row => row.Bottom).ToArray(), rows.Select(row => row.Value).ToArray());
    }
}
