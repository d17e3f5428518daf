using SoilBeta.Soil;

namespace SoilBeta.Tests.Soil;

public class ProfileLayersTests
{
    private static readonly ProfileRules Rules = new();

    [Fact]
    public void Exact_layers_hold_the_carbon_of_the_horizons()
    {
        SoilProfile profile = Profile(H(0, 12, 30, 1.1, 5), H(12, 33, 18, 1.25, 8), H(33, 70, 8, 1.4, 10), H(70, 100, 3, 1.5, 20));
        LayeredProfile layered = Build(profile, Rules);
        double mass = CarbonDensity.FromContent(30, 1.1, 12, 5) + CarbonDensity.FromContent(18, 1.25, 21, 8) + CarbonDensity.FromContent(8, 1.4, 37, 10) + CarbonDensity.FromContent(3, 1.5, 30, 20);
        layered.Densities.Sum().ShouldBe(mass, 1e-9 * mass);
        layered.Closure(layered.Beta).ShouldBe(1, 1e-9);
        layered.Predicted(layered.Beta, 0, 5).ShouldBe(mass, 1e-9 * mass);
        ProfileLettersOf(layered.BulkDensityFrom).ShouldBe("mmmmm");
        ProfileLettersOf(layered.GravelFrom).ShouldBe("mmmmm");
    }

    [Fact]
    public void A_steep_profile_is_kept_with_the_carbon_of_its_horizons()
    {
        LayeredProfile layered = Build(Profile(H(0, 5, 400, 0.4), H(5, 10, 300, 0.5), H(10, 22, 2, 1.4), H(22, 100, 0.1, 1.4)), Rules);
        layered.StepShare.ShouldBe(0.9813939748796947, 1e-12); // as in CarbonCurveTests, by NumPy
        layered.Densities[0].ShouldBe(157.95406532942388, 1e-9);
        layered.Densities[1].ShouldBe(0);
        layered.Densities.Sum().ShouldBe(159.452, 1e-9); // 5 · 16 + 5 · 15 + 12 · 0.28 + 78 · 0.014
        layered.Closure(layered.Beta).ShouldBe(1, 1e-9);
        // Half as steep needs no blending: the layers are those of the spline.
        Build(Profile(H(0, 12, 30, 1.1), H(12, 33, 18, 1.25), H(33, 70, 8, 1.4), H(70, 100, 3, 1.5)), Rules).StepShare.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, 0)] // no carbon above 22 cm
    [InlineData(0.05, 0.1)] // 0.195 Mg C ha⁻¹, but the smallest share leaves the topsoil at 0
    public void A_topsoil_that_stays_without_carbon_is_rejected(double first, double second) =>
        Reason(Profile(H(0, 10, first, 1.3), H(10, 22, second, 1.3), H(22, 60, 60, 1.3), H(60, 100, 5, 1.4)), Rules).ShouldBe("no_carbon");

    [Fact]
    public void Missing_bulk_density_comes_from_the_raster_else_from_the_function_and_the_layers_say_so()
    {
        SoilProfile profile = Profile(H(0, 20, 30, 1.1), H(20, 40, 18), H(40, 100, 6, 1.4, 30));
        LayeredProfile byFunction = Build(profile, Rules);
        ProfileLettersOf(byFunction.BulkDensityFrom).ShouldBe("mfmmm");
        ProfileLettersOf(byFunction.GravelFrom).ShouldBe("ccmmm");
        LayeredProfile byRaster = Build(profile, Rules, 1.33, 12);
        ProfileLettersOf(byRaster.BulkDensityFrom).ShouldBe("mrmmm");
        ProfileLettersOf(byRaster.GravelFrom).ShouldBe("rrmmm");
        byRaster.Densities.Sum().ShouldBe(CarbonDensity.FromContent(30, 1.1, 20, 12) + CarbonDensity.FromContent(18, 1.33, 20, 12) + CarbonDensity.FromContent(6, 1.4, 60, 30), 1e-9);
        byFunction.Densities.Sum().ShouldBe(CarbonDensity.FromContent(30, 1.1, 20, 0) + CarbonDensity.FromContent(18, PedotransferFunctions.Named(null).BulkDensity(18), 20, 0) + CarbonDensity.FromContent(6, 1.4, 60, 30), 1e-9);
    }

    [Fact]
    public void Gravel_by_mass_takes_the_horizons_own_bulk_density()
    {
        SoilProfile profile = Profile(
            H(0, 20, 30, 1.2, 40) with { GravelByMass = true }, H(20, 50, 12, 1.4, 0), H(50, 100, 6, 1.5, 0));
        Build(profile, Rules).Densities.Sum().ShouldBe(CarbonDensity.FromContent(30, 1.2, 20, CarbonDensity.GravelByVolume(40, 1.2)) + CarbonDensity.FromContent(12, 1.4, 30, 0) + CarbonDensity.FromContent(6, 1.5, 50, 0), 1e-9);
    }

    [Fact]
    public void The_mpspline2_mode_splines_each_variable_and_multiplies_the_layers()
    {
        Horizon[] horizons = [H(0, 20, 19.4134, 1.1, 5), H(20, 40, 12.0262, 1.2, 5), H(40, 60, 7.8762, 1.3, 5), H(60, 80, 4.64947, 1.35, 5), H(80, 100, 2.75553, 1.4, 5)];
        LayeredProfile layered = Build(Profile(horizons), Rules with { Spline = SplineMode.MpSpline2 });
        double[] tops = [0, 20, 40, 60, 80];
        double[] bottoms = [20, 40, 60, 80, 100];
        double[] densities = MpSpline2.Layers(tops, bottoms, [1.1, 1.2, 1.3, 1.35, 1.4], 0.1);
        // SOC of profile R01 of the reference.
        double[] soc = [19.2904162812851, 12.3505965389238, 7.95213828651211, 4.75609076166201, 2.82919813978594];
        for (int layer = 0; layer < 5; layer++)
            layered.Densities[layer].ShouldBe(CarbonDensity.FromContent(soc[layer], densities[layer], 20, 5), 1e-5);
    }

    [Fact]
    public void Organic_horizons_above_the_mineral_soil_are_dropped_in_both_conventions()
    {
        Horizon[] mineral = [H(0, 20, 30, 1.1), H(20, 50, 12, 1.3), H(50, 100, 6, 1.4)];
        double[] expected = Build(Profile(mineral), Rules).Densities;
        Build(Profile([H(-8, -3, 450) with { Designation = "Oi" }, H(-3, 0, 350), .. mineral]), Rules).ShouldSatisfyAllConditions(
            layered => layered.OrganicHorizons.ShouldBe(2), layered => layered.Densities.ShouldBe(expected));
        Build(Profile([H(5, 0, 450) with { Designation = "O" }, .. mineral]), Rules).ShouldSatisfyAllConditions(
            layered => layered.OrganicHorizons.ShouldBe(1), layered => layered.Densities.ShouldBe(expected));
        Build(Profile([H(0, 6, 450) with { Designation = "Oa" }, .. mineral.Select(horizon => horizon with { Top = horizon.Top + 6, Bottom = horizon.Bottom + 6 })]), Rules).ShouldSatisfyAllConditions(
            layered => layered.OrganicHorizons.ShouldBe(1), layered => layered.Densities.ShouldBe(expected));
    }

    [Fact]
    public void A_profile_that_ends_at_rock_is_complete_and_holds_nothing_below()
    {
        Horizon[] horizons = [H(0, 15, 30, 1.1), H(15, 40, 12, 1.3), H(40, 70, 6, 1.4)];
        Reason(Profile(horizons), Rules).ShouldBe("stopped_short");
        LayeredProfile atRock = Build(Profile(horizons) with { Rock = 70 }, Rules);
        atRock.EndsAtRock.ShouldBeTrue();
        atRock.Densities[4].ShouldBe(0);
        atRock.Densities.Sum().ShouldBe(CarbonDensity.FromContent(30, 1.1, 15, 0) + CarbonDensity.FromContent(12, 1.3, 25, 0) + CarbonDensity.FromContent(6, 1.4, 30, 0), 1e-9);
        Build(Profile([.. horizons, new Horizon { Top = 70, Bottom = 90, Designation = "2R" }]), Rules).Densities.ShouldBe(atRock.Densities);
        atRock.Bottoms.ShouldBe([20, 40, 60, 80, 100]);
        Build(Profile(horizons) with { Rock = 70 }, Rules with { LayersEndAtRock = true }).ShouldSatisfyAllConditions(
            cut => cut.Bottoms.ShouldBe([20, 40, 60, 70]), cut => cut.Beta.ShouldBeGreaterThan(atRock.Beta), cut => cut.Closure(cut.Beta).ShouldBe(1, 1e-9));
        Reason(Profile(horizons) with { Rock = 90 }, Rules).ShouldBe("stopped_short");
        Reason(Profile(H(0, 5, 30), H(5, 10, 20), H(10, 18, 10)) with { Rock = 18 }, Rules).ShouldBe("shallow_rock");
    }

    [Fact]
    public void Horizons_are_cut_at_rock()
    {
        LayeredProfile layered = Build(Profile(H(0, 15, 30, 1.1, 0), H(15, 40, 12, 1.3, 0), H(40, 120, 6, 1.4, 0)) with { Rock = 70 }, Rules);
        layered.Densities.Sum().ShouldBe(CarbonDensity.FromContent(30, 1.1, 15, 0) + CarbonDensity.FromContent(12, 1.3, 25, 0) + CarbonDensity.FromContent(6, 1.4, 30, 0), 1e-9);
    }

    [Fact]
    public void Normalised_takes_a_profile_of_two_full_layers_the_others_need_the_first_metre()
    {
        SoilProfile profile = Profile(H(0, 15, 30), H(15, 30, 20), H(30, 55, 12));
        LayeredProfile layered = Build(profile, Rules with { Beta = BetaMode.Normalised });
        layered.Bottoms.ShouldBe([20, 40]);
        layered.Densities[2].ShouldBe(double.NaN);
        foreach (BetaMode mode in new[] { BetaMode.Ratio, BetaMode.Paper, BetaMode.LogLinear })
            Reason(profile, Rules with { Beta = mode }).ShouldBe("stopped_short");
    }

    [Theory]
    [InlineData(100, false)]
    [InlineData(92.5, true)]
    [InlineData(90, true)]
    [InlineData(89, false, 90)]
    [InlineData(81, true, 81)]
    public void A_profile_that_ends_from_min_depth_on_counts_as_one_of_100_cm(double depth, bool endsShort, double minDepth = 90)
    {
        SoilProfile profile = Profile(H(0, 12, 30, 1.1), H(12, 33, 18, 1.25), H(33, 70, 8, 1.4), H(70, depth, 3, 1.5));
        ProfileRules rules = Rules with { MinDepth = minDepth };
        if (depth < minDepth)
        {
            Reason(profile, rules).ShouldBe("stopped_short");
            return;
        }
        LayeredProfile layered = Build(profile, rules);
        layered.EndsShort.ShouldBe(endsShort);
        layered.Bottoms.ShouldBe([20, 40, 60, 80, 100]);
        layered.Closure(layered.Beta).ShouldBe(1, 1e-9);
        // The horizons' mass is in the layers, of which the last is the sampled part of 80–100 cm times 20 / its thickness.
        double mass = CarbonDensity.FromContent(30, 1.1, 12, 0) + CarbonDensity.FromContent(18, 1.25, 21, 0) + CarbonDensity.FromContent(8, 1.4, 37, 0) + CarbonDensity.FromContent(3, 1.5, depth - 70, 0);
        (layered.Densities[..4].Sum() + (layered.Densities[4] * (depth - 80) / 20)).ShouldBe(mass, 1e-9 * mass);
        // mpspline2: the mean over the sampled part, by centimetre.
        double[] means = MpSpline2.Layers([0, 12, 33, 70], [12, 33, 70, depth], [30, 18, 8, 3], 0.1);
        LayeredProfile asPackage = Build(Profile(H(0, 12, 30, 1), H(12, 33, 18, 1), H(33, 70, 8, 1), H(70, depth, 3, 1)), rules with { Spline = SplineMode.MpSpline2 });
        asPackage.Densities[4].ShouldBe(2 * means[4], 1e-9);
        asPackage.Bottoms.ShouldBe([20, 40, 60, 80, 100]);
        if (endsShort)
            Reason(profile, Rules).ShouldBe("stopped_short");
    }

    [Fact]
    public void Beta_above_one_is_kept_up_to_the_largest()
    {
        Build(Profile(H(0, 20, 10, 1.3), H(20, 60, 11, 1.3), H(60, 100, 12, 1.3)), Rules).Beta.ShouldBeInRange(1, 1.02);
        Reason(Profile(H(0, 20, 1, 1.3), H(20, 60, 11, 1.3), H(60, 100, 12, 1.3)), Rules with { Lambda = 10 }).ShouldBe("beta_too_large");
    }

    [Theory]
    [InlineData("no_depth")]
    [InlineData("upside_down")]
    [InlineData("overlap")]
    [InlineData("straddles_surface")]
    [InlineData("no_mineral_soil")]
    [InlineData("no_soc")]
    [InlineData("few_horizons")]
    [InlineData("deep_start")]
    [InlineData("stopped_short")]
    [InlineData("no_carbon")]
    [InlineData("no_place")]
    [InlineData("two_places")]
    [InlineData("duplicate")]
    [InlineData("out_of_range")]
    public void What_cannot_be_used_has_its_reason(string reason)
    {
        Horizon[] good = [H(0, 20, 30), H(20, 50, 12), H(50, 100, 6)];
        SoilProfile profile = reason switch
        {
            "no_depth" => Profile([.. good, H(100, double.NaN, 3)]),
            "upside_down" => Profile(H(0, 20, 30), H(50, 20, 12), H(50, 100, 6)),
            "overlap" => Profile(H(0, 20, 30), H(15, 50, 12), H(50, 100, 6)),
            "straddles_surface" => Profile(H(-3, 20, 30), H(20, 50, 12), H(50, 100, 6)),
            "no_mineral_soil" => Profile(H(0, 40, 400) with { Designation = "Oi" }, H(40, 100, 400) with { Designation = "Oa" }),
            "no_soc" => Profile(H(0, 20, double.NaN), H(20, 50, double.NaN)),
            "few_horizons" => Profile(H(0, 20, 30), H(20, 50, double.NaN), H(50, 100, 6), H(100, 120, 2)),
            "deep_start" => Profile(H(6, 20, 30), H(20, 50, 12), H(50, 100, 6)),
            "stopped_short" => Profile(H(0, 20, 30), H(20, 50, 12), H(50, 99, 6)),
            "no_carbon" => Profile(H(0, 20, 0), H(20, 40, 0), H(40, 100, 0)),
            "no_place" => Profile(good) with { Latitude = double.NaN },
            "two_places" => Profile(good) with { HasTwoPlaces = true },
            "duplicate" => Profile(good) with { PossibleDuplicate = true },
            _ => Profile(good) with { Fault = "here" },
        };
        Reason(profile, Rules).ShouldBe(reason);
    }

    [Fact]
    public void Duplicates_are_kept_where_the_study_says_so() =>
        Build(Profile(H(0, 20, 30), H(20, 50, 12), H(50, 100, 6)) with { PossibleDuplicate = true }, Rules with { DropDuplicates = false }).Beta.ShouldBeInRange(0.9, 1);

    [Fact]
    public void A_horizon_without_thickness_is_passed_over_where_it_has_no_value() =>
        Build(Profile(H(0, 20, 30), H(20, 20, double.NaN), H(20, 50, 12), H(50, 100, 6)), Rules).Densities
            .ShouldBe(Build(Profile(H(0, 20, 30), H(20, 50, 12), H(50, 100, 6)), Rules).Densities);

    /// <summary>Each of these horizons would be lost, and the spline would interpolate across the gap.</summary>
    [Theory]
    [InlineData(-99, -99, "")]
    [InlineData(-1, -1, "")]
    [InlineData(50, 50, "")]
    [InlineData(0, 0, "A")]
    [InlineData(-1, -1, "Oa")]
    [InlineData(-9, -3, "Bw")]
    [InlineData(double.NaN, double.NaN, "2Oa")]
    [InlineData(double.NaN, 40, "")]
    [InlineData(20, double.NaN, "")]
    public void A_value_without_a_depth_rejects_its_profile(double top, double bottom, string designation) =>
        Reason(Profile(H(0, 20, 30), H(top, bottom, 12) with { Designation = designation }, H(40, 70, 6), H(70, 100, 4)), Rules).ShouldBe("no_depth");

    [Fact]
    public void In_mpspline2_bulk_density_without_a_depth_rejects_too()
    {
        SoilProfile profile = Profile(H(0, 20, 30, 1.1), H(30, 30, double.NaN, 1.9), H(20, 50, 12, 1.3), H(50, 100, 6, 1.4));
        Build(profile, Rules).Densities[0].ShouldBeGreaterThan(0);
        Reason(profile, Rules with { Spline = SplineMode.MpSpline2 }).ShouldBe("no_depth");
    }

    [Theory]
    [InlineData(-8, -3, "Oi")]
    [InlineData(-4, 0, "")]
    [InlineData(-4, 0, "L")]
    [InlineData(5, 0, "O")]
    [InlineData(-1, -6, "Oe")]
    [InlineData(0, 0, "Oi")]
    public void Organic_layers_are_dropped_however_their_depths_are_noted(double top, double bottom, string designation)
    {
        Horizon[] mineral = [H(0, 20, 30, 1.1), H(20, 50, 12, 1.3), H(50, 100, 6, 1.4)];
        LayeredProfile layered = Build(Profile([H(top, bottom, 400) with { Designation = designation }, .. mineral]), Rules);
        layered.OrganicHorizons.ShouldBe(1);
        layered.Densities.ShouldBe(Build(Profile(mineral), Rules).Densities);
    }

    internal static Horizon H(double top, double bottom, double soc, double bulkDensity = double.NaN, double gravel = double.NaN) =>
        new() { Top = top, Bottom = bottom, Soc = soc, BulkDensity = bulkDensity, Gravel = gravel };

    internal static SoilProfile Profile(params Horizon[] horizons) => new() { Id = "P", Latitude = -34, Longitude = -60, Horizons = horizons, Where = "t.csv, line 2" };

    private static LayeredProfile Build(SoilProfile profile, ProfileRules rules, double rasterBulkDensity = double.NaN, double rasterGravel = double.NaN) =>
        ProfileLayers.Build(profile, rules, rasterBulkDensity, rasterGravel, out Rejection? rejection).ShouldNotBeNull(rejection?.ToString());

    private static string Reason(SoilProfile profile, ProfileRules rules)
    {
        ProfileLayers.Build(profile, rules, double.NaN, double.NaN, out Rejection? rejection).ShouldBeNull();
        rejection!.Detail.ShouldNotBeEmpty();
        return rejection.Reason.Code;
    }

    private static string ProfileLettersOf(FillSource[] sources) => SoilBeta.Training.Profiles.ProfileRecord.FillLetters(sources);
}
