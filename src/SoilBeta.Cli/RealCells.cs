using SoilBeta.Devices.Benchmarks;
using SoilBeta.Forests;
using SoilBeta.Cli.Terminal;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli;

/// <summary>Real neighbouring cells for <c>bench</c>: the covariates of a study as its map reads them, and a forest of the paper's size on them.</summary>
/// <remarks>The target of the forest is synthetic, computed from the real covariates (their ranks, steps, an interaction, noise), so that its trees are as large as the paper's.</remarks>
internal static class RealCells
{
    /// <summary>Number of training rows, as in the synthetic table.</summary>
    private const int Rows = 6000;

    /// <summary>Reads the cells of a study that have all covariates, in the order of the map.</summary>
    /// <returns>Covariates, [feature][cell], and their names.</returns>
    /// <exception cref="InvalidDataException">The study or its rasters cannot be used.</exception>
    public static (string[] Names, float[][] Covariates) Read(string studyPath, VerbContext context)
    {
        StudyContext study = StudyReader.Read(studyPath);
        string scratch = Directory.CreateTempSubdirectory("soilbeta-bench-").FullName;
        try
        {
            var folder = new OutputFolder(scratch);
            var gdal = new GdalSession(OpeningCommand.FirstOpen(new OpeningLimits().Seconds, context));
            gdal.Announce(study.Study.OpenedFiles);
            StackStep.Run(study, folder, new StepOptions { Gdal = gdal, Cancellation = context.Cancellation });
            using StackReader stack = StackStep.Open(folder);
            string[] names = [.. study.Study.Covariates.Select(covariate => covariate.Name)];
            float[][] layers = [.. names.Select(name => Layer(StackLayerNames.Covariate(name)))];
            float[] topsoil = Layer(StackLayerNames.Topsoil);
            int[] cells = [.. Enumerable.Range(0, topsoil.Length).Where(cell => !float.IsNaN(topsoil[cell]) && layers.All(layer => !float.IsNaN(layer[cell])))];
            return (names, [.. layers.Select(layer => cells.Select(cell => layer[cell]).ToArray())]);

            float[] Layer(string name)
            {
                var values = new float[stack.Grid.Cells];
                stack.ReadRows(name, 0, values);
                return values;
            }
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Trains a forest of the paper's size on real covariates.</summary>
    public static ForestSet Forest(string[] names, float[][] covariates, int trees, int threads)
    {
        var random = new Random(1);
        int cells = covariates[0].Length;
        int[] rows = [.. Enumerable.Range(0, Rows).Select(_ => random.Next(cells))];
        double[][] ranks = [.. covariates.Select(column => Ranks([.. rows.Select(row => column[row])]))];
        var target = new double[Rows];
        for (int row = 0; row < Rows; row++)
        {
            double signal = 0;
            for (int f = 0; f < ranks.Length; f++)
                signal += (f % 2 == 0 ? 0.5 : -0.3) * Math.Sqrt(ranks[f][row]);
            signal += (ranks[0][row] > 0.45 ? 0.4 : 0) + (1.2 * (ranks[^1][row] - 0.5) * (ranks[1 % ranks.Length][row] - 0.5));
            target[row] = 0.955 + (0.014 * (signal + (0.25 * (random.NextDouble() + random.NextDouble() - 1))));
        }
        var table = new TrainingTable(names, [.. names.Select(_ => "")], [.. covariates.Select(column => rows.Select(row => column[row]).ToArray())], target);
        return ForestFlattening.Flatten([ForestTrainer.Train(table, new ForestOptions { Trees = trees, Threads = threads }).Forest]);
    }

    /// <summary>A run of neighbouring cells as a workload.</summary>
    public static Workload PaperReal(ForestSet forest, float[][] covariates, int cells)
    {
        int all = covariates[0].Length;
        int first = Math.Max(0, (all - cells) / 2);
        int count = Math.Min(cells, all);
        return Workloads.Make("paper-real", forest, [.. covariates.SelectMany(column => column.AsSpan(first, count).ToArray())], count, Workloads.PaperDraws);
    }

    private static double[] Ranks(float[] column)
    {
        float[] sorted = [.. column.Order()];
        return [.. column.Select(value => Array.BinarySearch(sorted, value) / (double)column.Length)];
    }
}
