using SoilBeta.Soil;

namespace SoilBeta.Tests.Soil;

public class CarbonDensityTests
{
    /// <summary>By hand: 20 g kg⁻¹ · 1.3 g cm⁻³ · 20 cm · 0.9 / 10 = 46.8 Mg C ha⁻¹.</summary>
    [Fact]
    public void Equation_1_by_hand() => CarbonDensity.FromContent(20, 1.3, 20, 10).ShouldBe(46.8, 1e-12);

    /// <summary>By hand: 1 g of soil with 0.4 g of rock: 0.4/2.65 = 0.15094 cm³ of rock, 0.6/1.2 = 0.5 cm³ of fine earth: 23.19 %.</summary>
    [Fact]
    public void Gravel_by_mass_becomes_volume()
    {
        CarbonDensity.GravelByVolume(40, 1.2).ShouldBe(23.188405797, 1e-8);
        CarbonDensity.GravelByVolume(0, 1.2).ShouldBe(0);
        CarbonDensity.GravelByVolume(100, 1.2).ShouldBe(100);
    }

    /// <summary>By hand from the published formulas, at 2 % organic carbon (3.448 % organic matter).</summary>
    [Theory]
    [InlineData("manrique_jones_1991", 1.210280)]
    [InlineData("alexander_1980", 1.224422)]
    [InlineData("saini_1966", 1.413120)]
    [InlineData("drew_1973", 1.331074)]
    [InlineData("grigal_1989", 1.434143)]
    [InlineData("honeysett_ratkowsky_1989", 1.323261)]
    public void Bulk_density_of_two_percent_carbon(string name, double expected) =>
        PedotransferFunctions.Named(name).BulkDensity(20).ShouldBe(expected, 2e-6);

    [Fact]
    public void Estimates_stay_positive_in_peat_and_fall_with_carbon()
    {
        foreach (PedotransferFunction function in PedotransferFunctions.All)
        {
            function.BulkDensity(580).ShouldBeGreaterThanOrEqualTo(PedotransferFunctions.Lowest);
            function.BulkDensity(60).ShouldBeLessThan(function.BulkDensity(10));
        }
    }

    [Fact]
    public void No_name_means_the_default_and_a_wrong_name_lists_the_known()
    {
        PedotransferFunctions.Named(null).Name.ShouldBe(PedotransferFunctions.Default);
        Should.Throw<InvalidDataException>(() => PedotransferFunctions.Named("saini")).Message.ShouldContain("saini_1966");
    }
}
