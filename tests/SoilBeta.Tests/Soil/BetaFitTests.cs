using SoilBeta.Soil;

namespace SoilBeta.Tests.Soil;

public class BetaFitTests
{
    private const double BetaTolerance = 1e-8; // agreement with scan and root in R, checked with SciPy

    private static readonly GoldenTable Profiles = new("beta_profiles.csv");
    private static readonly GoldenTable Fits = new("beta_fits.csv");
    private static readonly double[] Bottoms = [20, 40, 60, 80, 100];

    public static TheoryData<string> Cases() => [.. Fits.Rows.Where(row => row["beta_all"].Length > 0).Select(row => row["SID"])];

    [Theory, MemberData(nameof(Cases))]
    public void Modes_agree_with_the_reference(string id)
    {
        var (bottoms, densities) = Layers(id);
        var fit = Fits.Rows.Single(row => row["SID"] == id);
        BetaFit.Fit(BetaMode.Paper, bottoms, densities).ShouldBe(GoldenTable.Number(fit["beta_all"]), BetaTolerance);
        BetaFit.Fit(BetaMode.Normalised, bottoms, densities).ShouldBe(GoldenTable.Number(fit["beta_trunc"]), BetaTolerance);
        BetaFit.Fit(BetaMode.LogLinear, bottoms, densities).ShouldBe(GoldenTable.Number(fit["beta_loglinear"]), BetaTolerance);
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_paper_mode_leaves_the_residuals_of_the_reference(string id)
    {
        var (bottoms, densities) = Layers(id);
        double beta = BetaFit.Fit(BetaMode.Paper, bottoms, densities);
        double squares = Math.Pow(BetaFit.RootMeanSquare(BetaMode.Paper, beta, bottoms, densities), 2) * bottoms.Length;
        squares.ShouldBe(GoldenTable.Number(Fits.Rows.Single(row => row["SID"] == id)["rss_all"]), 1e-10);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Ratio_predicts_the_subsoil_exactly(string id)
    {
        var (bottoms, densities) = Layers(id);
        double beta = BetaFit.Fit(BetaMode.Ratio, bottoms, densities);
        double share = BetaFit.TruncatedShare(beta, bottoms[0], bottoms[^1]);
        double predicted = densities[0] * (1 - share) / share;
        predicted.ShouldBe(densities[1..].Sum(), 1e-9);
    }

    [Fact]
    public void One_layer_determines_nothing() => BetaFit.Fit(BetaMode.Normalised, [20], [45]).ShouldBe(double.NaN);

    [Fact]
    public void A_topsoil_or_subsoil_without_carbon_determines_nothing()
    {
        foreach (BetaMode mode in BetaModes.All)
        {
            BetaFit.Fit(mode, Bottoms, [0, 1, 1, 1, 1]).ShouldBe(double.NaN);
            BetaFit.Fit(mode, Bottoms, [5, 0, 0, 0, 0]).ShouldBe(double.NaN);
        }
    }

    [Theory]
    [InlineData(0.93)]
    [InlineData(0.9762)]
    [InlineData(0.99999)]
    [InlineData(1)]
    [InlineData(1.00001)]
    [InlineData(1.015)]
    public void Ratio_and_normalised_find_the_beta_that_made_the_layers(double beta)
    {
        double q = Math.Pow(beta, 20);
        double[] densities = [40, 40 * q, 40 * q * q, 40 * q * q * q, 40 * q * q * q * q];
        BetaFit.Fit(BetaMode.Ratio, Bottoms, densities).ShouldBe(beta, 1e-11);
        BetaFit.Fit(BetaMode.Normalised, Bottoms, densities).ShouldBe(beta, 1e-9);
    }

    /// <summary>DESIGN section 1: Eq. 2 on shares of the first metre comes out low.</summary>
    [Fact]
    public void Shares_of_the_first_metre_pull_the_paper_mode_down()
    {
        double q = Math.Pow(0.9762, 20);
        double[] densities = [1, q, q * q, q * q * q, q * q * q * q];
        BetaFit.Fit(BetaMode.Paper, Bottoms, densities).ShouldBe(0.9706, 5e-5);
    }

    /// <summary>DESIGN, numbers to hold: Eq. 3 from β and the subsoil gives the layers, in double and on the fixed-point integers of the devices.</summary>
    [Theory]
    [InlineData(0.9716, 62, 30.2, 5.4)]
    [InlineData(0.9762, 70, 31.3, 7.4)]
    [InlineData(0.9792, 97, 40.9, 11.6)]
    public void Equation_3_gives_the_layers_of_the_three_ecosystems(double beta, double subsoil, double first, double last)
    {
        double q = Math.Pow(beta, 20);
        double topsoil = subsoil / (q + (q * q) + (q * q * q) + (q * q * q * q));
        (topsoil * q).ShouldBe(first, 0.05);
        (topsoil * q * q * q * q).ShouldBe(last, 0.05);

        LayerParts layers = LayerDensities.Compute((float)topsoil, 20, (float)beta);
        (layers[1] / LayerDensities.Units).ShouldBe((float)(topsoil * q), 1e-3f);
        (layers[4] / LayerDensities.Units).ShouldBe((float)(topsoil * q * q * q * q), 1e-3f);
        (LayerDensities.Between(20, 100, layers) / LayerDensities.Units).ShouldBe((float)subsoil, 2e-3f);
    }

    private static (double[] Bottoms, double[] Densities) Layers(string id)
    {
        var rows = Profiles.Rows.Where(row => row["SID"] == id).ToArray();
        return (rows.Select(row => GoldenTable.Number(row["bottom"])).ToArray(), rows.Select(row => GoldenTable.Number(row["density"])).ToArray());
    }
}
