using SoilBeta.Studies.StudyFile;

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

    public static string Complaint(string text) => Should.Throw<InvalidDataException>(() => Read(text)).Message;
}
