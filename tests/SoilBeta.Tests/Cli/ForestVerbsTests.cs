using System.Text.Json;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Cli;

public sealed class ForestVerbsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_is_fitted_shown_exported_and_imported_again()
    {
        WriteTable(300);
        Soilbeta.Run(_folder.Root, "fit", "--table", "t.csv", "--target", "beta", "--trees", "20", "--mtry", "3", "--output", "t.forest").ShouldExitWith(0).Output.ShouldContain("Out of bag: R²");
        using (JsonDocument fit = JsonDocument.Parse(File.ReadAllText(_folder.Path("t.json"))))
        {
            fit.RootElement.GetProperty("outOfBag").GetProperty("rSquared").GetDouble().ShouldBeInRange(0.4, 0.9);
            fit.RootElement.GetProperty("outOfBag").GetProperty("rmse").GetDouble().ShouldBeInRange(0.001, 0.01);
            fit.RootElement.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
            fit.RootElement.GetProperty("importance").GetArrayLength().ShouldBe(9);
        }
        Soilbeta.Run(_folder.Root, "export", "t.forest", "--output", "e.json").ShouldExitWith(0);
        Soilbeta.Run(_folder.Root, "import", "e.json", "--output", "i.forest").ShouldExitWith(0);
        using JsonDocument show = JsonDocument.Parse(Soilbeta.Run(_folder.Root, "show", "i.forest", "--json").ShouldExitWith(0).Output);
        show.RootElement.GetProperty("trees").GetInt32().ShouldBe(20);
        show.RootElement.GetProperty("model").GetString().ShouldBe("imported");
        string text = Soilbeta.Run(_folder.Root, "show", "t.forest").ShouldExitWith(0).Output;
        text.ShouldContain("mtry 3, minimum node size 5, seed 1");
        text.ShouldContain("BNPP");
    }

    [Fact]
    public void Neither_threads_nor_instruction_set_changes_a_byte_of_a_forest()
    {
        WriteTable(200);
        Fit("a.forest", [], "2");
        Fit("b.forest", new() { ["DOTNET_EnableAVX2"] = "0" }, "1");
        Fit("c.forest", new() { ["DOTNET_EnableHWIntrinsic"] = "0" }, "3");
        File.ReadAllBytes(_folder.Path("b.forest")).ShouldBe(File.ReadAllBytes(_folder.Path("a.forest")));
        File.ReadAllBytes(_folder.Path("c.forest")).ShouldBe(File.ReadAllBytes(_folder.Path("a.forest")));

        void Fit(string output, Dictionary<string, string> environment, string threads) =>
            Soilbeta.Spawn(_folder.Root, environment, "fit", "--table", "t.csv", "--target", "beta", "--trees", "10", "--threads", threads, "--output", output).ShouldExitWith(0);
    }

    [Fact]
    public void What_cannot_be_fitted_or_read_is_refused_and_leaves_no_file()
    {
        File.WriteAllText(_folder.Path("text.csv"), "id,MAT,beta\na,10,0.97\nb,11 C,0.98\n");
        Soilbeta.Run(_folder.Root, "fit", "--table", "text.csv", "--target", "beta", "--output", "x.forest").ShouldExitWith(1).Error.ShouldContain("text.csv, line 3, column 'MAT': '11 C' is not a number");
        Soilbeta.Run(_folder.Root, "fit", "--table", "text.csv", "--target", "bta", "--output", "x.forest").ShouldExitWith(1).Error.ShouldContain("there is no column 'bta'");
        File.WriteAllText(_folder.Path("cut.json"), """{"features":["a"],"trees":[""");
        Soilbeta.Run(_folder.Root, "import", "cut.json", "--output", "x.forest").ShouldExitWith(1).Error.ShouldContain("cut.json");
        Soilbeta.Run(_folder.Root, "show", "text.csv").ShouldExitWith(1).Error.ShouldContain("this is not a .forest file");
        Directory.GetFiles(_folder.Root).Select(Path.GetFileName).Order().ShouldBe(["cut.json", "text.csv"]);
    }

    private void WriteTable(int rows)
    {
        TrainingTable table = SyntheticTable.Create(rows);
        CsvFile.Write(_folder.Path("t.csv"), [.. table.Features, table.TargetName], Enumerable.Range(0, rows).Select(row => table.Columns.Select(column => $"{column[row]:R}").Append($"{table.Target[row]:R}")));
    }
}
