using SoilBeta.Studies;

namespace SoilBeta.Tests.Studies;

/// <summary>A small study as text, for reading it with changes.</summary>
internal static class StudyText
{
    public const string Small = """
        name: small
        grid:
          resolution: 5 arcmin
          bounds: [-60, -35, -59, -34]
        profiles:
          - table: profiles.csv
            columns: { soc: oc }
            units: { soc: g/kg }
        covariates:
          - { name: MAT, raster: mat.tif, unit: "°C", sd: 1, bounds: [-30, 40] }
          - { name: MAP, raster: map.tif, unit: mm, bounds: [0, null] }
          - { name: Clay, raster: clay.tif, unit: "%" }
        topsoil:
          density: top.tif
        ecosystems:
          - { code: CL, name: cropland, area: cl.tif }
          - { code: FL, name: forest, land_cover: lc.tif, classes: [1, 2] }
        """;

    public static StudyContext Read(string text, StudyOverrides? overrides = null)
    {
        string folder = Directory.CreateTempSubdirectory("soilbeta-study").FullName;
        try
        {
            string path = Path.Combine(folder, "study.yml");
            File.WriteAllText(path, text);
            return StudyReader.Read(path, overrides);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The sections of a study as its text has them, before they are bound.</summary>
    public static StudySection Sections(string text)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            var section = new StudySection();
            new SectionReader(new StudyProblems("study.yml")).Fill(YamlText.Read(path, "study.yml"), section, "");
            return section;
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Binds sections whatever is wrong with them.</summary>
    public static Study BindAnyhow(StudySection section) => Study.Bind(section, new Binding(new StudyProblems("study.yml"), "/"));

    /// <summary>Binds sections that a test makes; what a study needs and the test leaves out is made up.</summary>
    public static Study Bind(StudySection section)
    {
        section.Name = section.Name.Length > 0 ? section.Name : "test";
        if (section.Grid.Resolution is null)
            (section.Grid.Resolution, section.Grid.Bounds) = ("0.5 deg", [-60, -35, -48.5, -24]);
        bool none = section.Covariates.Count == 0;
        if (none)
            section.Covariates.Add(new CovariateSection { Name = "none" });
        foreach (CovariateSection covariate in section.Covariates)
        {
            covariate.Raster = covariate.Raster.Length > 0 ? covariate.Raster : $"{covariate.Name}.tif";
            covariate.Sd ??= "1";
        }
        if (section.Topsoil is { Density: null, Soc: null })
            section.Topsoil.Density = "top.tif";
        if (section.Ecosystems.Count == 0)
            section.Ecosystems.Add(new EcosystemSection { Code = "CL" });
        foreach (EcosystemSection ecosystem in section.Ecosystems.Where(ecosystem => ecosystem is { Area: null, LandCover: null }))
            ecosystem.Area = $"{ecosystem.Code}.tif";
        section.Forest.Model ??= "beta"; // tests of other models name them
        var problems = new StudyProblems("test.yml");
        var study = Study.Bind(section, new Binding(problems, "/"));
        problems.ThrowIfAny();
        return none ? study with { Covariates = [] } : study;
    }

    public static string Complaint(string text) => Should.Throw<InvalidDataException>(() => Read(text)).Message;
}
