using System.Globalization;
using BenchmarkDotNet.Running;
using SoilBeta.Bench;

// Any other first argument goes to BenchmarkDotNet, which runs the questions (bench/README.md).
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
switch (args.FirstOrDefault())
{
    case "cost-growth":
        return CostGrowth.Run(args.Contains("--quick"));
    case "montecarlo":
        return MonteCarlo.Run(args[1..]);
    case "one-job":
        return OneJob.Run(args[1..]);
    case "models":
        return CarbonModels.Run(args[1..]);
    case "synthetic-table":
        return PeerTables.Synthetic(args[1..]);
    case "layers-table":
        return PeerTables.Layers(args[1..]);
    case "explain":
        return PeerTables.Explain(args[1..]);
    default:
        _ = BenchmarkSwitcher.FromAssembly(typeof(CostGrowth).Assembly).Run(args, new QuestionConfig());
        return 0;
}
