using SoilBeta.Rasters;
using SoilBeta.Rasters.Native;
using SoilBeta.Tests.Fuzz;

namespace SoilBeta.Tests.Rasters;

public sealed class Hdf5LockTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>While the lock is held, a thread that reads such a raster comes to a wait; one that reads another comes to its end.</summary>
    [Theory]
    [InlineData("netCDF", "r.nc", true)]
    [InlineData("GTiff", "r.tif", false)]
    public void A_netCDF_raster_is_read_by_one_thread_at_a_time(string format, string name, bool waits)
    {
        GdalFiles.Raster(_folder[name], format);
        using RasterFile raster = RasterFile.Open(_folder[name]);
        float[] values = new float[raster.Grid.Cells];
        var reader = new Thread(() => raster.Read(1, raster.Grid.Whole, values)) { IsBackground = true };
        using (Hdf5Lock.Enter())
        {
            reader.Start();
            while (reader.IsAlive && !(waits && reader.ThreadState.HasFlag(ThreadState.WaitSleepJoin)))
                Thread.Yield();
            reader.IsAlive.ShouldBe(waits);
            values.All(value => value == 0).ShouldBe(waits);
        }
        reader.Join();
        values.Max().ShouldBe(16); // row + column of 12 × 6 cells
    }

    [Fact]
    public void A_virtual_raster_over_a_netCDF_raster_is_read_under_the_lock_too()
    {
        GdalFiles.Raster(_folder["r.nc"], "netCDF");
        using RasterFile raster = RasterFile.Open(_folder["r.nc"]);
        raster.Dataset.UsesHdf5.ShouldBeTrue();
        // A second nodata value is one that the warp is told in a virtual dataset.
        using BandDataset band = BandDataset.Open(RasterFile.Open(_folder["r.nc"], [3]), new RasterSource { Path = _folder["r.nc"] }, raster.Grid, _folder.Root, default);
        band.Dataset.UsesHdf5.ShouldBe(band.Copy is null);
    }
}
