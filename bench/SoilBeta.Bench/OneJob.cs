using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Catalog;
using SoilBeta.Forests;

namespace SoilBeta.Bench;

/// <summary>Repeats one job on one thread, for a program that counts instructions (<c>bench/instructions.sh</c>): <c>one-job FOREST CELLS alike|unlike REPEATS</c>. A missing FOREST is trained and written.</summary>
internal static class OneJob
{
    /// <summary>Runs the repeats and prints their tree evaluations.</summary>
    public static int Run(string[] args)
    {
        if (!File.Exists(args[0]))
            ForestFile.Write(args[0], ForestTrainer.Train(SyntheticTable.Create(), new ForestOptions { Trees = Workloads.PaperTrees, Mtry = 3 }).Forest);
        int repeats = int.Parse(args[3]);
        var workload = Timing.Cells(ForestFile.ReadSet(args[0]), int.Parse(args[1]), Workloads.PaperDraws, alike: args[2] == "alike");
        using var device = DeviceCatalog.Open("cpu", new DeviceOptions(1));
        using var run = device.Load(workload.Plan);
        for (int i = 0; i < repeats; i++)
            run.Run(workload.Job);
        Console.WriteLine($"{workload.TreeEvaluations * repeats:0}");
        return 0;
    }
}
