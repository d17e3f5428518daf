using System.Text.RegularExpressions;

namespace SoilBeta.Tests.Checkout;

/// <summary>What is true in two places is written in one: reads the sources for what has a place of its own.</summary>
public class SaidOnceTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>What, where it may stand, and what to call instead.</summary>
    public static TheoryData<string, string, string> Places => new()
    {
        { @"MathF\.FusedMultiplyAdd\(\s*(sd|rule)", "^SoilBeta.Numerics/PerturbedValue.cs$", "PerturbedValue.Draw: x′" },
        { @"beta \* beta|b2 \* b2", "^SoilBeta.(Soil/LayerDensities|Devices/Host/LayerVectors).cs$", "LayerDensities.Compute: Equation 3" },
        { @"\b1\.02\b", "^SoilBeta.Soil/BetaLimits.cs$", "BetaLimits" },
        { @"Philox4x32\.Block\(|new PhiloxWords\(", "^SoilBeta.(Numerics/Philox4x32|Devices/Benchmarks/DeviceVerification).cs$", "Philox4x32.ForDraw or ForStream, with a RandomStream" },
        { @"new ForestRandom\([^,]+, (?!RandomStream\.|stream\b)", "^$", "a RandomStream" },
        { @"\b(SHA256\.|IncrementalHash|SHA1|MD5)", "^SoilBeta.Files/", "Checksums or RunningChecksum" },
        { @"\bCsvWriter\b", "^SoilBeta.Files/CsvFile.cs$", "CsvFile" },
        { @"\bSpreadsheetText\b", "^SoilBeta.Files/", "CsvFile, which guards every field" },
        { @"File\.(Write|Append)All|(?<!\w)File\.Create\(|FileMode\.CreateNew", "^SoilBeta.(Files/WholeFile|Rasters/NetCdfLength).cs$", "WholeFile (a scratch file and a marker are no outputs)" },
        { @"new TileResult\b", @"^SoilBeta.(Devices/TileJob|Mapping/Maps/TileRecord)\.cs$", "TileResult.For" },
    };

    [Theory, MemberData(nameof(Places))]
    public void What_has_a_place_of_its_own_stands_nowhere_else(string pattern, string place, string instead)
    {
        var found = new Regex(pattern, RegexOptions.ExplicitCapture, s_patience);
        var allowed = new Regex(place, RegexOptions.ExplicitCapture, s_patience);
        int there = 0;
        var elsewhere = new List<string>();
        foreach (string file in CheckoutFolder.Sources("src", "kernels"))
        {
            string name = Path.GetRelativePath(Path.Combine(CheckoutFolder.Root, "src"), file).Replace('\\', '/');
            int uses = File.ReadLines(file).Count(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal) && found.IsMatch(line));
            if (allowed.IsMatch(name))
                there += uses;
            else if (uses > 0)
                elsewhere.Add(name);
        }
        elsewhere.ShouldBeEmpty($"instead: {instead}");
        if (place != "^$")
            there.ShouldBeGreaterThan(0, "the pattern finds nothing where it should");
    }
}
