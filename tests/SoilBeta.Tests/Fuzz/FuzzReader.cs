using SoilBeta.Rasters;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Fuzz;

/// <summary>A process that does with a raster or a vector layer what the program and the process that opens files first do with it: a crash ends it, and not the tests.</summary>
internal static class FuzzReader
{
    /// <summary>Starts it.</summary>
    public static string[] Command => ["env", $"DOTNET_STARTUP_HOOKS={typeof(FuzzReader).Assembly.Location}", Soilbeta.Host, Soilbeta.Program];

    /// <summary>In that process.</summary>
    public static int Run() => OpeningService.Run(Environment.GetCommandLineArgs()[1..], () => _ = GdalLibrary.Require(), Refusal);

    private static string? Refusal(InputFile file)
    {
        if (FirstLook.Refusal(file, allowNetwork: false) is { } first)
            return first;
        string scratch = Path.GetDirectoryName(file.Path)!;
        var session = new GdalSession(new OpenedAlready());
        var grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-60, -36, -54, -33), 0.5);
        try
        {
            if (file.IsVector)
            {
                using WarpedRaster zones = VectorZones.Rasterise(session, new VectorSource(file.Path, "name"), grid, scratch, out _);
                zones.ReadRows(0, new float[grid.Cells]);
                return null;
            }
            using WarpedRaster warped = WarpedRaster.FromSource(session, new RasterSource { Path = file.Path }, grid, scratch);
            warped.ReadRows(0, new float[grid.Cells]);
            return null;
        }
        catch (InvalidDataException refusal)
        {
            return refusal.Message;
        }
    }

    private sealed class OpenedAlready : IFirstOpen
    {
        public IReadOnlyList<string?> Open(IReadOnlyList<InputFile> files, bool allowNetwork) => new string?[files.Count];
    }
}
