using SoilBeta.Soil;
using SoilBeta.Soil.Tables;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;

namespace SoilBeta.Tests.Cases;

/// <summary>Compilations read from their own files by a preset, in their published layouts.</summary>
public class ReleasesTests
{
    [Theory]
    [InlineData("- table: wosis_201909_layers_chemical.tsv\n    preset: wosis\n    join:\n      - table: wosis_201909_profiles.tsv\n      - table: wosis_201909_layers_physical.tsv")]
    [InlineData("- table: wosis_201909_layers_chemical.tsv\n    preset: wosis\n    join:\n      - { table: wosis_201909_layers_physical.tsv, key: profile_layer_id }\n      - { table: wosis_201909_profiles.tsv, key: profile_id }")]
    [InlineData("- table: wosis_201909_layers_physical.tsv\n    preset: wosis\n    join:\n      - table: wosis_201909_layers_chemical.tsv\n      - table: wosis_201909_profiles.tsv")]
    public void WoSIS_2019_is_read_from_its_three_files(string profiles)
    {
        using var folder = new TemporaryFolder();
        WosisLayouts.Write2019(folder.Root);
        IsWosis(Read(folder, profiles), "US-NCSS", clay: true);
    }

    [Theory]
    [InlineData("- table: wosis_202312_orgc.tsv\n    preset: wosis\n    join: { table: wosis_202312_bdfiod.tsv }")]
    [InlineData("- table: wosis_202312_orgc.tsv\n    preset: wosis\n    columns: { bulk_density: joined.value_avg }\n    join:\n      - { table: wosis_202312_bdfiod.tsv, key: layer_id }")]
    public void WoSIS_2023_is_read_from_a_file_a_property(string profiles)
    {
        using var folder = new TemporaryFolder();
        WosisLayouts.Write2023(folder.Root);
        IsWosis(Read(folder, profiles), "US-NCSS", clay: false);
    }

    /// <summary>All property files of 2023 have the same header: only the file name identifies carbon.</summary>
    [Fact]
    public void A_WoSIS_file_of_bulk_density_is_never_read_as_carbon()
    {
        using var folder = new TemporaryFolder();
        WosisLayouts.Write2023(folder.Root);
        Should.Throw<InvalidDataException>(() => Read(folder, "- { table: wosis_202312_bdfiod.tsv, preset: wosis }")).Message.ShouldContain("there is no column 'orgc_value_avg | orgc', which is needed for soc");
        File.Move(folder.Path("wosis_202312_orgc.tsv"), folder.Path("layers.tsv"));
        Should.Throw<InvalidDataException>(() => Read(folder, "- { table: layers.tsv, preset: wosis }")).Message.ShouldContain("Nearest is 'value_avg'");
        Read(folder, "- { table: layers.tsv, preset: wosis, columns: { soc: value_avg } }").Profiles[0].Horizons[0].Soc.ShouldBe(30);
    }

    [Theory]
    [InlineData("{ column: licence, keep: [CC-BY] }", "12345")]
    [InlineData("{ column: date, min: 1990 }", "456")]
    [InlineData("{ column: positional_uncertainty, drop: [Circa 100 m, Over 10 km], keep_empty: true }", "")]
    public void WoSIS_rows_are_filtered_by_licence_date_and_accuracy(string where, string left)
    {
        using var folder = new TemporaryFolder();
        WosisLayouts.Write2023(folder.Root);
        HorizonTable Filtered() => Read(folder, $"- table: wosis_202312_orgc.tsv\n    preset: wosis\n    where:\n      - {where}");
        if (left.Length == 0)
            Should.Throw<InvalidDataException>(Filtered).Message.ShouldContain("'where' leaves none of 25 rows");
        else
            string.Concat(Filtered().Profiles.Select(profile => profile.Id)).ShouldBe(left);
    }

    [Theory]
    [InlineData("{ column: geom_accuracy, max: 0.01 }", "1234")]
    [InlineData("{ column: orgc_license, keep: [CC-BY] }", "12345")]
    [InlineData("{ column: orgc_date, max: 1990 }", "123")]
    public void WoSIS_2019_rows_are_filtered_by_what_the_profile_table_says(string where, string left)
    {
        using var folder = new TemporaryFolder();
        WosisLayouts.Write2019(folder.Root);
        string.Concat(Read(folder, $"- table: wosis_201909_layers_chemical.tsv\n    preset: wosis\n    join: {{ table: wosis_201909_profiles.tsv }}\n    where: {where}").Profiles.Select(profile => profile.Id)).ShouldBe(left);
    }

    /// <summary>Rows counted with Python's csv: 48 profiles of 224 horizons, one marked as a duplicate, 36 and 165 with the licence PDDL, 7 and 30 of 1970 or later.</summary>
    [Fact]
    public void SISLAC_layers_join_their_sites_and_duplicates_are_marked()
    {
        using var folder = Release("sislac_layers.csv", "sislac_site.csv");
        const string tables = "- table: sislac_layers.csv\n    preset: sislac\n    join: { table: sislac_site.csv }";
        var table = Read(folder, tables);
        (table.Profiles.Count, table.Horizons, table.RowsWithoutPartner).ShouldBe((48, 224, 0));
        table.Profiles.Where(profile => profile.PossibleDuplicate).Select(profile => profile.Id).ShouldBe(["1667sisinta"]);
        SoilProfile first = table.Profiles[0];
        (first.Id, first.Source, first.Latitude, first.Longitude).ShouldBe(("2069sisinta", "sisINTA (sisinta.inta.gob.ar)", -33.4833, -62.4));

        table = Read(folder, tables + "\n    where: { column: license, keep: [PDDL] }");
        (table.Profiles.Count, table.Horizons).ShouldBe((36, 165));
        table = Read(folder, tables + "\n    where: { column: fecha, min: 1970 }");
        (table.Profiles.Count, table.Horizons).ShouldBe((7, 30));
    }

    [Fact]
    public void ISRaD_calls_cropland_cultivated_and_grassland_rangeland()
    {
        using var folder = Release("israd_synthetic.csv");
        Study study = Study(folder, "- { table: israd_synthetic.csv, preset: israd, where: { column: year, min: 1995 } }");
        var profiles = HorizonTableReader.Read(study.Profiles[0]).Profiles;
        profiles.Select(profile => NamedEcosystems.Find(study, profile.Ecosystem)).ShouldBe([0, 1, 2, 0, 1, 2]);
        profiles[5].Horizons.Select(horizon => horizon.Top).ShouldBe([0, 10, 30, 60]); // sampled again in 2010; both years together overlap
        NamedEcosystems.Find(study, "wetland").ShouldBeNull();
        study = study with { Ecosystems = [.. study.Ecosystems.Take(2), study.Ecosystems[2] with { ProfileValues = ["forest", "cultivated"] }] };
        NamedEcosystems.Find(study, "cultivated").ShouldBe(2); // what the study says comes first
    }

    private static void IsWosis(HorizonTable table, string source, bool clay)
    {
        table.Horizons.ShouldBe(25);
        table.Profiles.Select(profile => (profile.Id, profile.Source, profile.Latitude, profile.Longitude))
            .ShouldBe(Enumerable.Range(1, 6).Select(i => ($"{i}", source, 40.5 + i, -90.25 - i)));
        foreach (SoilProfile profile in table.Profiles)
        {
            bool under = profile.Id == "3", even = profile.Id is "2" or "4" or "6";
            Horizon[] mineral = [.. profile.Horizons.Where(horizon => !horizon.IsLitter)];
            profile.Horizons.Count.ShouldBe(under ? 5 : 4);
            mineral.Select(horizon => horizon.Soc).ShouldBe([30, 20, 10, 5]);
            mineral.ShouldAllBe(horizon => horizon.BulkDensity.Equals(even ? 1.3 : double.NaN));
            mineral.ShouldAllBe(horizon => horizon.Others.ContainsKey("clay") == clay);
        }

        // The litter is dropped and the mineral soil moves up to 0: with bulk density 1.3, 0–20 cm hold 30 · 1.3 · 20 / 10 = 78 Mg C ha⁻¹ in all.
        var rules = new ProfileRules();
        double[] topsoils = [.. table.Profiles.Select(profile => ProfileLayers.Build(profile, rules, 1.3, 0, out _)!.Densities[0])];
        topsoils.ShouldAllBe(density => Math.Abs(density - 78) < 1e-9);
        ProfileLayers.Build(table.Profiles[2], rules, 1.3, 0, out _)!.OrganicHorizons.ShouldBe(1);
    }

    private static HorizonTable Read(TemporaryFolder folder, string profiles) => HorizonTableReader.Read(Study(folder, profiles).Profiles[0]);

    private static Study Study(TemporaryFolder folder, string profiles)
    {
        File.WriteAllText(folder.Path("study.yml"), $$"""
            name: releases
            grid: { resolution: 1 deg, bounds: [-180, -60, 180, 80] }
            profiles:
              {{profiles}}
            covariates:
              - { name: A, raster: a.tif }
            topsoil: { density: t.tif }
            ecosystems:
              - { code: CL, name: cropland, area: cl.tif }
              - { code: GL, name: grassland, area: gl.tif }
              - { code: FL, name: forest, area: fl.tif }
            """);
        return StudyReader.Read(folder.Path("study.yml")).Study;
    }

    private static TemporaryFolder Release(params string[] names)
    {
        var folder = new TemporaryFolder();
        foreach (string name in names)
            File.Copy(Path.Combine(AppContext.BaseDirectory, "golden", "cases", "releases", name), folder.Path(name));
        return folder;
    }
}
