using SoilBeta.Rasters;
using SoilBeta.Rasters.Native;

[assembly: AssemblyFixture(typeof(SoilBeta.Tests.GdalCache))]

namespace SoilBeta.Tests;

/// <summary>
/// A block cache of GDAL that no test fills. Tests run at the same time in one process, which a run of the program never does: with the program's small cache,
/// a test that needs blocks evicts those that another is writing, on the wrong thread. The test process once died of that inside libtiff.
/// </summary>
public sealed class GdalCache
{
    private const long Bytes = 4L << 30;

    /// <summary>Before the first test.</summary>
    public GdalCache()
    {
        _ = GdalLibrary.Require();
        GdalNative.GDALSetCacheMax64(Bytes);
    }
}
