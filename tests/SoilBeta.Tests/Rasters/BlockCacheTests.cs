using SoilBeta.Rasters;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Tests.Rasters;

/// <summary>No thread finds cells in GDAL's block cache that another has written there but not to its file: it would evict them, on the wrong thread.</summary>
public sealed class BlockCacheTests : IDisposable
{
    private static readonly Grid s_grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-70, -45, -50, -25), 1 / 16.0); // 320 × 320 cells

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>What may write cells of the cache.</summary>
    public enum Writer
    {
        Cells,
        Map,
        Warp,
        Zones,
    }

    [Fact]
    public void Cells_are_in_the_file_when_writing_them_returns()
    {
        using DatasetHandle dataset = RasterCreation.Float32(_folder["r.tif"], s_grid, 1);
        RasterCreation.Write(_folder["r.tif"], dataset, 1, s_grid.Whole, new float[s_grid.Cells]);
        new FileInfo(_folder["r.tif"]).Length.ShouldBeGreaterThan(3 * 256 * 256 * sizeof(float)); // three of four tiles; GDAL buffers less than a tile
    }

    /// <summary>While another thread reads cells, a thread that writes some waits, because changed cells in the cache would be evicted by the reader.</summary>
    [Theory]
    [InlineData(Writer.Cells)]
    [InlineData(Writer.Map)]
    [InlineData(Writer.Warp)]
    [InlineData(Writer.Zones)]
    public void Who_writes_cells_waits_for_those_who_read(Writer writer)
    {
        Action write = Prepare(writer);
        var thread = new Thread(() => write()) { IsBackground = true };
        using (BlockCache.Reading())
        {
            thread.Start();
            ComesToAWait(thread).ShouldBeTrue();
        }
        thread.Join();
    }

    /// <summary>While another thread writes cells, a thread that reads some waits.</summary>
    [Fact]
    public void Who_reads_cells_waits_for_the_one_who_writes()
    {
        using (DatasetHandle dataset = RasterCreation.Float32(_folder["r.tif"], s_grid, 1))
            RasterCreation.Write(_folder["r.tif"], dataset, 1, s_grid.Whole, [.. Enumerable.Range(0, (int)s_grid.Cells).Select(i => (float)i)]);
        using RasterFile raster = RasterFile.Open(_folder["r.tif"]);
        float[] values = new float[s_grid.Cells], reduced = [];
        var readers = new[] { new Thread(() => raster.Read(1, s_grid.Whole, values)), new Thread(() => reduced = raster.ReadReduced(1, 10, 10)) };
        foreach (Thread reader in readers)
        {
            reader.IsBackground = true;
            using (BlockCache.Writing())
            {
                reader.Start();
                ComesToAWait(reader).ShouldBeTrue();
            }
            reader.Join();
        }
        values[^1].ShouldBe(s_grid.Cells - 1);
        reduced.Length.ShouldBe(100);
    }

    private Action Prepare(Writer writer)
    {
        string path = _folder["a.tif"];
        switch (writer)
        {
            case Writer.Cells:
                DatasetHandle dataset = RasterCreation.Float32(path, s_grid, 1);
                return () =>
                {
                    using (dataset)
                        RasterCreation.Write(path, dataset, 1, s_grid.Whole, new float[s_grid.Cells]);
                };
            case Writer.Map:
                // Without any cell: only the conversion to a Cloud-Optimised GeoTIFF writes.
                MapWriter map = MapWriter.Create(path, s_grid, [new MapBand("mean", "")], new Dictionary<string, string>());
                return () =>
                {
                    using (map)
                        map.Finish();
                };
            case Writer.Warp:
                TestRaster.Write(path, s_grid, [(row, column) => row + column]);
                return () => WarpedRaster.FromSource(TestGdal.Session, new RasterSource { Path = path }, s_grid, _folder.Root).Dispose();
            default:
                File.WriteAllText(_folder["zones.geojson"], """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Polygon","coordinates":[[[-60,-40],[-55,-40],[-55,-35],[-60,-40]]]}}]}""");
                return () => VectorZones.Rasterise(TestGdal.Session, new VectorSource(_folder["zones.geojson"], "name"), s_grid, _folder.Root, out _).Dispose();
        }
    }

    /// <summary>Whether a thread comes to a wait rather than to its end.</summary>
    private static bool ComesToAWait(Thread thread)
    {
        while (thread.IsAlive && !thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
            Thread.Yield();
        return thread.IsAlive;
    }
}
