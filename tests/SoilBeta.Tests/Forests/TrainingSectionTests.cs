using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Forests;

/// <summary>Training data stored in a forest's file.</summary>
public class TrainingSectionTests
{
    private static readonly TrainingTable s_table = SyntheticTable.Create(30, 3, seed: 4);

    private static readonly TrainingRows s_rows = new()
    {
        Table = new TrainingTable(s_table.Features, s_table.Units, s_table.Columns, s_table.Target, [.. Enumerable.Range(0, 30).Select(row => row / 2)]),
        Folds = [.. Enumerable.Range(0, 30).Select(row => row % 3)],
        Weights = [1, 0, 0.5],
        Ratios = [new QuantileTarget("20-40_SOCD", [.. Enumerable.Range(0, 30).Select(row => row == 7 ? double.NaN : 0.5 + row)], IsRatio: true, 0)],
        TopsoilDepth = 30,
    };

    [Fact]
    public void A_file_gives_the_rows_back_and_a_file_without_them_is_as_it_was()
    {
        using var folder = new TemporaryFolder();
        var forest = ForestTrainer.Train(s_rows.Table, new ForestOptions { Trees = 5, Seed = 1, Threads = 1 }).Forest;
        ForestFile.Write(folder["with.forest"], forest with { Rows = s_rows });
        var file = ForestFile.Open(folder["with.forest"]);
        var rows = file.ReadRows().ShouldNotBeNull();
        rows.Table.Columns.ShouldBe(s_table.Columns);
        rows.Table.Target.ShouldBe(s_table.Target);
        rows.Table.Sites.ShouldBe(s_rows.Table.Sites);
        rows.Folds.ShouldBe(s_rows.Folds);
        rows.Weights.ShouldBe(s_rows.Weights);
        rows.TopsoilDepth.ShouldBe(30);
        rows.Ratios[0].Name.ShouldBe("20-40_SOCD");
        rows.Ratios[0].Values.ShouldBe(s_rows.Ratios[0].Values);
        PredictionBounds.FromFile(file, 0, 1.02).ShouldNotBeNull().Quantiles.IsCalibrated.ShouldBeTrue();
        double[] x = [.. s_table.Columns.Select(column => (double)column[3])];
        ForestFile.Read(folder["with.forest"]).Predict(x).ShouldBe(forest.Predict(x));

        ForestFile.Write(folder["without.forest"], forest);
        ForestFile.Open(folder["without.forest"]).ReadRows().ShouldBeNull();
        PredictionBounds.FromFile(ForestFile.Open(folder["without.forest"]), 0, 1.02).ShouldBeNull();
    }

    [Fact]
    public void A_section_that_does_not_fit_the_file_is_refused()
    {
        byte[] bytes = TrainingSection.Encode(s_rows);
        var meta = new Forest { Features = s_table.Features, Units = s_table.Units, Trees = [] };
        TrainingSection.Decode(bytes, meta, "f").Table.Rows.ShouldBe(30);
        Refused(bytes[..10]);
        Refused(bytes[..^1]);
        Refused([.. bytes, 0]);
        Refused(Changed(0, 31)); // rows
        Refused(Changed(1, 2)); // features
        Refused(Changed(2, 1 << 20)); // ratios
        Refused(Changed(3, 0)); // depth
        Refused(Changed(4, -5)); // length of a name
        Should.Throw<InvalidDataException>(() => TrainingSection.Decode(bytes, meta with { Features = ["a"], Units = [""] }, "f")).Message.ShouldContain("ROWS");

        byte[] Changed(int position, int value)
        {
            byte[] copy = [.. bytes];
            BitConverter.TryWriteBytes(copy.AsSpan(4 * position), value).ShouldBeTrue();
            return copy;
        }

        void Refused(byte[] section) => Should.Throw<InvalidDataException>(() => TrainingSection.Decode(section, meta, "f")).Message.ShouldContain("forest f: its section ROWS");
    }
}
