using System.Security.Cryptography;
using System.Text;
using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public class StackTests
{
    private static readonly Grid s_grid = Grid.FromBounds(Crs.Wgs84, new Bounds(-70, -45, -50, -22), 0.25);

    [Fact]
    public void Rows_windows_and_places_read_what_was_written()
    {
        using var folder = new TemporaryFolder();
        float[] values = Values(1);
        WriteStack(folder["a.stack"], values, Values(2));
        using StackReader stack = StackReader.Open(folder["a.stack"]);
        stack.Grid.ShouldBe(s_grid);
        stack.Header.Key.ShouldBe("key");
        float[] rows = new float[3 * s_grid.Width];
        stack.ReadRows("covariate:A", 17, rows);
        rows.ShouldBe(values[(17 * s_grid.Width)..(20 * s_grid.Width)]);
        float[] window = new float[6];
        stack.Read("covariate:A", new GridWindow(5, 90, 3, 2), window);
        window.ShouldBe([.. values[((90 * s_grid.Width) + 5)..((90 * s_grid.Width) + 8)], .. values[((91 * s_grid.Width) + 5)..((91 * s_grid.Width) + 8)]]);
        stack.Sample("covariate:A", -69.9, -22.3).ShouldBe(values[s_grid.Width]);
        stack.Sample("covariate:A", 10, 10).ShouldBe(float.NaN);
        stack.Verify();
    }

    [Theory]
    [InlineData(4096 + 40, "rows 0–91 of layer 'covariate:A'")]
    [InlineData(-100, "header")]
    [InlineData(3, "not a stack of this version")]
    public void A_flipped_bit_is_found_and_named(int position, string said)
    {
        using var folder = new TemporaryFolder();
        WriteStack(folder["a.stack"], Values(1), Values(2));
        byte[] bytes = File.ReadAllBytes(folder["a.stack"]);
        bytes[position >= 0 ? position : bytes.Length + position] ^= 4;
        File.WriteAllBytes(folder["a.stack"], bytes);
        Should.Throw<InvalidDataException>(() =>
        {
            using StackReader stack = StackReader.Open(folder["a.stack"]);
            stack.Sample("covariate:A", -69.9, -22.3);
        }).Message.ShouldContain(said);
    }

    [Fact]
    public void A_truncated_stack_is_refused()
    {
        using var folder = new TemporaryFolder();
        WriteStack(folder["a.stack"], Values(1), Values(2));
        File.WriteAllBytes(folder["a.stack"], File.ReadAllBytes(folder["a.stack"])[..^1000]);
        Should.Throw<InvalidDataException>(() => StackReader.Open(folder["a.stack"])).Message.ShouldContain("is damaged");
        StackReader.KeyOf(folder["a.stack"]).ShouldBeNull();
    }

    [Theory]
    [InlineData("\"Width\":80", "\"Width\":1073741824")]
    [InlineData("\"Height\":92", "\"Height\":2147483647")]
    [InlineData("\"BlockRows\":92", "\"BlockRows\":0")]
    [InlineData("\"Position\":4096", "\"Position\":-9223372036854775808")]
    [InlineData("\"Name\":\"covariate:A\"", "\"Name\":\"covariate:B\"")]
    [InlineData("\"Layers\":[", "\"Layers\":null,\"Others\":[")]
    public void A_header_that_claims_what_is_not_there_is_refused(string what, string by)
    {
        using var folder = new TemporaryFolder();
        WriteStack(folder["a.stack"], Values(1), Values(2));
        byte[] bytes = File.ReadAllBytes(folder["a.stack"]);
        int position = (int)BitConverter.ToInt64(bytes, bytes.Length - StackHeader.ClosingBytes);
        string json = Encoding.UTF8.GetString(bytes, position, bytes.Length - StackHeader.ClosingBytes - position);
        json.ShouldContain(what);
        byte[] forged = Encoding.UTF8.GetBytes(json.Replace(what, by));
        File.WriteAllBytes(folder["a.stack"], [.. bytes[..position], .. forged, .. BitConverter.GetBytes((long)position), .. BitConverter.GetBytes((long)forged.Length), .. SHA256.HashData(forged), .. StackHeader.Magic]);
        Should.Throw<InvalidDataException>(() => StackReader.Open(folder["a.stack"])).Message.ShouldContain("is damaged: its header");
    }

    [Fact]
    public void A_stack_that_was_not_committed_leaves_nothing_behind()
    {
        using var folder = new TemporaryFolder();
        using (var writer = StackWriter.Create(folder["a.stack"], s_grid, "key"))
        {
            writer.Begin(new StackLayer { Name = "topsoil" });
            writer.Write(new float[s_grid.Width]);
        }
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    /// <summary>Like a failing disk: changes a byte already written, in a layer's rows, in the middle of the file, and in the magic at its beginning.</summary>
    [Theory]
    [InlineData(5000)]
    [InlineData(40_000)]
    [InlineData(2)]
    public void What_the_disk_did_not_keep_is_noticed_before_the_stack_has_its_name(int position)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "another process may not write there");
        using var folder = new TemporaryFolder();
        using (var writer = StackWriter.Create(folder["a.stack"], s_grid, "key"))
        {
            foreach (string name in new[] { "A", "B" })
            {
                writer.Begin(new StackLayer { Name = StackLayerNames.Covariate(name) });
                writer.Write(Values(1));
            }
            writer.Begin(new StackLayer { Name = "topsoil" });
            writer.ReadRows("covariate:A", 0, new float[s_grid.Width]); // flushes to the file
            writer.Write(Values(2));
            using var other = System.Diagnostics.Process.Start("sh", ["-c", $"printf x | dd of='{Directory.EnumerateFiles(folder.Root).Single()}' bs=1 seek={position} conv=notrunc 2>/dev/null"])!;
            other.WaitForExit();
            Should.Throw<InvalidDataException>(() => writer.Commit()).Message.ShouldContain("a.stack: what was written is not what is read back");
        }
        Directory.EnumerateFileSystemEntries(folder.Root).ShouldBeEmpty();
    }

    private static float[] Values(int seed) => [.. Enumerable.Range(0, (int)s_grid.Cells).Select(i => MathF.Sin(i * seed))];

    private static void WriteStack(string path, params float[][] layers)
    {
        using var writer = StackWriter.Create(path, s_grid, "key");
        for (int i = 0; i < layers.Length; i++)
        {
            writer.Begin(new StackLayer { Name = StackLayerNames.Covariate(((char)('A' + i)).ToString()) });
            writer.Write(layers[i]);
        }
        writer.Commit();
    }
}
