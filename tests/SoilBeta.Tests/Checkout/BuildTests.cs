using System.Diagnostics;

namespace SoilBeta.Tests.Checkout;

public class BuildTests
{
    // One small room stands for all: they share their properties and targets.
    [Fact]
    public void Two_builds_of_the_same_sources_in_two_places_are_the_same_bytes()
    {
        using var one = new TemporaryFolder();
        using var other = new TemporaryFolder();
        byte[] first = Build(one.Root), second = Build(Path.Combine(other.Root, "some", "deeper folder"));
        second.AsSpan().SequenceEqual(first).ShouldBeTrue();
    }

    private static byte[] Build(string root)
    {
        foreach (string file in Directory.EnumerateFiles(CheckoutFolder.Root, "Directory.*").Concat(Directory.EnumerateFiles(Path.Combine(CheckoutFolder.Root, "src", "SoilBeta.Files"))))
        {
            string to = Path.Combine(root, Path.GetRelativePath(CheckoutFolder.Root, file));
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }
        var start = new ProcessStartInfo("dotnet", ["build", Path.Combine(root, "src", "SoilBeta.Files"), "-c", "Release", "-v", "quiet", "-p:RunAnalyzers=false"]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["UseSharedCompilation"] = "false"; // a server would keep this process's output open
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, said);
        return File.ReadAllBytes(Path.Combine(root, "src", "SoilBeta.Files", "bin", "Release", "net10.0", "SoilBeta.Files.dll"));
    }
}
