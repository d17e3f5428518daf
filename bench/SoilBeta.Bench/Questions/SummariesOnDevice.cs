using BenchmarkDotNet.Attributes;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;

namespace SoilBeta.Bench;

/// <summary>What do layers, an uncertain topsoil and totals cost in addition to β? The forest has only 50 trees, so that they show.</summary>
public class SummariesOnDevice : DeviceQuestion
{
    [Params("beta", "layers", "uncertain topsoil", "100 zones")]
    public string With { get; set; } = "";

    protected override Workload Make()
    {
        var workload = Timing.Cells(Workloads.Forest(trees: 50), 512, Workloads.PaperDraws);
        var job = workload.Job with { ZoneCount = 0, Zones = [], Areas = [] };
        return With switch
        {
            "beta" => workload with { Plan = workload.Plan with { WithLayers = false }, Job = job },
            "layers" => workload with { Job = job },
            "100 zones" => workload with { Job = workload.Job with { ZoneCount = 100, Zones = [.. Enumerable.Range(0, workload.Job.Cells).Select(cell => cell % 100)] } },
            _ => workload with { Plan = Uncertain(workload.Plan), Job = job },
        };
    }

    private static RunPlan Uncertain(RunPlan plan) => plan with
    {
        Perturbations = [.. plan.Perturbations.SkipLast(1), plan.Perturbations[^1] with { Amount = 0.1f }],
        Draws = DrawPlan.Common(1, plan.Forests.Features.Count + 1, plan.Draws.Count),
    };
}
