using System.Diagnostics;

namespace SoilBeta.Tests.WholeFiles;

public class WholeFileTests
{
    [Fact]
    public void A_file_appears_whole_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        WholeFile.WriteText(folder["a/b.csv"], "first\n");
        Should.Throw<IOException>(() => WholeFile.Write(folder["a/b.csv"], stream =>
        {
            stream.Write("second"u8);
            throw new IOException("no space left on the device");
        }));
        File.ReadAllText(folder["a/b.csv"]).ShouldBe("first\n");
        Directory.EnumerateFiles(folder["a"]).Count().ShouldBe(1);
    }

    [Fact]
    public void What_the_disk_did_not_keep_is_noticed_before_the_file_has_its_name()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "another process may not write there");
        using var folder = new TemporaryFolder();
        var failure = Should.Throw<InvalidDataException>(() => WholeFile.Write(folder["totals.csv"], stream =>
        {
            stream.Write(new byte[100_000]);
            // Like a failing disk: changes a byte already written.
            using var other = Process.Start("sh", ["-c", $"printf x | dd of='{Directory.EnumerateFiles(folder.Root).Single()}' bs=1 seek=777 conv=notrunc 2>/dev/null"])!;
            other.WaitForExit();
        }));
        failure.Message.ShouldContain("totals.csv: what was written is not what is read back");
        Directory.EnumerateFiles(folder.Root).ShouldBeEmpty();
    }
}
