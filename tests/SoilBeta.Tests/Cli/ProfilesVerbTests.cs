using SoilBeta.Tests.Checkout;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Tests.Cli;

/// <summary>The verb as a user runs it, on the rasters of the sample and tables that are good or bad.</summary>
public sealed class ProfilesVerbTests : IDisposable
{
    private const string Header = "profile_id,lat,lon,top,bottom,soc\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Profiles_of_the_pampa_get_beta_covariates_and_an_ecosystem_and_the_rest_a_reason()
    {
        Table(Header + Pit("A", -34.7, -60.1) + Pit("B", -34.71, -60.11) + Pit("C", -20, -60.0) + "D,-34.7,-60,0,20,25\nD,-34.7,-60,20,40,15\n");
        var result = Run().ShouldExitWith(0);
        result.Output.ShouldContain("11 horizons of 4 profiles; 2 profiles used, 2 rejected.");
        foreach (string word in new[] { "few_horizons", "outside_grid", "ratio", "normalised", "paper", "loglinear", "profiles.csv", "rejected.csv" })
            result.Output.ShouldContain(word);
        var profiles = ProfilesTable.Read(folder.Path("out/profiles.csv"), ["MAT", "Clay"]);
        profiles.Select(profile => (profile.Id, profile.Ecosystem, profile.EcosystemFrom, profile.Site)).ShouldBe([("A", "CL", "map", 1), ("B", "CL", "map", 1)]);
        profiles[0].Covariates[0].ShouldBeInRange(14, 19); // °C, Junín has 16
        File.ReadAllText(folder.Path("out/rejected.csv")).ShouldContain("C,profiles,outside_grid");
    }

    [Theory]
    [InlineData("profile_id,lat,lon,top,soc\nA,-34,-60,0,5\n", "profiles.csv: there is no column 'bottom'")]
    [InlineData(Header + "A,-34,-60,0,20,much\n", "profiles.csv, line 2, column 'soc': 'much' is not a number")]
    [InlineData(Header + "A,95,-60,0,20,5\n", "profiles.csv, line 2, column 'lat': '95' is outside -90–90")]
    [InlineData(Header + "A,-34.7,-60,0,20,5\nA,-34.7,-60,15,40,4\nA,-34.7,-60,40,100,3\n", "none of the 1 profiles can be used. The commonest reason (1 profiles) is overlap")]
    [InlineData(Header + "A,-34.7,-60,0,20,5\nA,-34.7,-60,40,20,4\nA,-34.7,-60,40,100,3\n", "is upside_down: a horizon's bottom lies above its top")]
    public void Bad_tables_end_with_exit_code_1_a_message_and_no_file(string table, string message)
    {
        Table(table);
        Run().ShouldExitWith(1).Error.ShouldContain(message);
        File.Exists(folder.Path("out/profiles.csv")).ShouldBeFalse();
        File.Exists(folder.Path("out/rejected.csv")).ShouldBeFalse();
    }

    [Fact]
    public void Bulk_density_is_filled_from_a_raster_and_a_wrong_multiplier_is_said()
    {
        Table(Header + Pit("A", -34.7, -60.1), "soil: { fill: { bulk_density_raster: RASTERS/wise_ph_30min.tif, bulk_density_scale: 0.2 } }"); // pH 6 stands in for 1.2 g cm⁻³
        Run().ShouldExitWith(0);
        ProfilesTable.Read(folder.Path("out/profiles.csv"), [])[0].FilledBulkDensity.ShouldBe("rrrrr");
        Table(Header + Pit("A", -34.7, -60.1), "soil: { fill: { bulk_density_raster: RASTERS/wise_ph_30min.tif } }");
        Run().ShouldExitWith(1).Error.ShouldContain("is outside 0.05–2.65. Under soil.fill give its multiplier");
    }

    [Fact]
    public void A_misspelt_pedotransfer_function_is_found_in_the_study_file()
    {
        Table(Header + Pit("A", -34.7, -60.1), "soil: { fill: { bulk_density_function: saini_1996 } }");
        Run().ShouldExitWith(1).Error.ShouldContain("Did you mean 'saini_1966'?");
    }

    private Soilbeta.Result Run() => Soilbeta.Run(folder.Root, "profiles", "study.yml", "--output", "out", "--quiet");

    private void Table(string text, string soil = "")
    {
        string rasters = Path.Combine(CheckoutFolder.Root, "data-samples", "rasters").Replace('\\', '/');
        File.WriteAllText(folder.Path("profiles.csv"), text);
        File.WriteAllText(folder.Path("study.yml"), $$"""
            name: pampa
            grid: { resolution: 20 arcmin, bounds: [-62, -36, -58, -33] }
            profiles: [ { table: profiles.csv } ]
            {{soil.Replace("RASTERS", rasters, StringComparison.Ordinal)}}
            covariates:
              - { name: MAT, raster: "{{rasters}}/wc14_bio1_mat_10min.tif", scale: 0.1, unit: "°C", sd: "1" }
              - { name: Clay, raster: "{{rasters}}/wise_clay_30min.tif", unit: "%" }
            topsoil: { density: "{{rasters}}/sanderman_topsoil_0_20cm_5min.tif" }
            ecosystems:
              - { code: CL, name: cropland, land_cover: "{{rasters}}/glcnmo2008_landcover_20min.tif", classes: [11, 12, 13] }
            """);
    }

    private static string Pit(string id, double lat, double lon) =>
        FormattableString.Invariant($"{id},{lat},{lon},0,20,25\n{id},{lat},{lon},20,50,12\n{id},{lat},{lon},50,110,5\n").Replace("\r", "", StringComparison.Ordinal);
}
