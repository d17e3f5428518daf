using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

/// <summary>A session that opens files in the tests' own process: they made them.</summary>
internal static class TestGdal
{
    public static GdalSession Session { get; } = new();
}
