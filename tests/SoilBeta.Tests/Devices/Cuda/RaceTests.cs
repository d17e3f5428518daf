using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;
using SoilBeta.Devices;
using SoilBeta.Devices.Cuda;
using SoilBeta.Devices.Gpu;
using SoilBeta.Numerics;
using SoilBeta.Soil;
using SoilBeta.Tests.Devices.OpenCl;

namespace SoilBeta.Tests.Devices.Cuda;

/// <summary>The C# kernels run without races and stray accesses under oclgrind, in every mode and cut, as OpenCL text; and a planted race is detected. The simulator must be the only driver of a process, so the tests start this program again.</summary>
public class RaceTests
{
    /// <summary>One job for each kernel and branch: as small as a group of 1,024 slots allows.</summary>
    [Fact]
    public void Every_mode_and_cut_has_no_race_and_gives_the_plain_loops_integers()
    {
        string log = Simulate(nameof(Kernels_under_the_simulator));
        log.ShouldBe("");
    }

    [Fact]
    public void A_planted_race_is_caught() => Simulate(nameof(A_race_under_the_simulator)).ShouldContain("data race");

    [Fact(Explicit = true), Trait("Process", "own")]
    public void Kernels_under_the_simulator()
    {
        using Context context = OpenClText.Create();
        using var accelerator = (CLAccelerator)context.GetCLDevices()[0].CreateAccelerator(context);
        var runs = new List<GpuRun>();
        var simulated = new IlgpuContext(accelerator, _ => { }, method => OpenClText.Load(accelerator, method));
        RunPlan direct = Cases.Direct(DrawMode.Common, RefitMode.None, GivenTopsoil.Varies, LayerBounds.Standard, (3, 2, 5, 1));
        foreach (RunPlan full in new[] { Cases.Plan(DrawMode.Common, RefitMode.None, count: 5, trees: 2, leaves: 9, features: 2), Cases.Plan(DrawMode.Independent, RefitMode.Crossed, topsoilVaries: true, count: 3, trees: 1, leaves: 5, features: 1), direct })
        {
            RunPlan plan = full with { Ranks = [1], Forests = full.Forests with { Refits = [.. full.Forests.Refits.Take(2)] } };
            TileJob job = Cases.Job(2, zones: 1, features: plan.Forests.Features.Count);
            TileResult expected = plan.DirectLayers is null ? PlainLoop.Run(plan, job) : PlainLoop.RunDirect(plan, job);
            var limits = new GpuLimits(1L << 22, 1L << 21, 2048);
            foreach (DescentCut cut in DescentCut.Candidates(plan).Where(cut => cut.Masks || plan.Refits == RefitMode.None).Take(2))
            {
                // Kept to the end: the simulator mistakes a buffer at the address of a released one for the old one.
                runs.Add(new GpuRun(simulated, new IlgpuProgram(simulated, plan, limits.Points, [cut]), plan, limits, 200));
                DeviceTests.Same(runs[^1].Run(job), expected, cut.Name);
            }
        }
        runs.ForEach(run => run.Dispose());
    }

    [Fact(Explicit = true), Trait("Process", "own")]
    public void A_race_under_the_simulator()
    {
        using Context context = OpenClText.Create();
        using var accelerator = (CLAccelerator)context.GetCLDevices()[0].CreateAccelerator(context);
        var kernel = OpenClText.Load(accelerator, typeof(PlantedFaults).GetMethod(nameof(PlantedFaults.Race))!).CreateLauncherDelegate<Action<AcceleratorStream, Index1D, ArrayView<int>>>();
        using MemoryBuffer1D<int, Stride1D.Dense> values = accelerator.Allocate1D<int>(64);
        kernel(accelerator.DefaultStream, 64, values.View.AsContiguous());
        accelerator.Synchronize();
    }

    /// <summary>Runs one of the explicit tests in a process whose only OpenCL driver is the simulator.</summary>
    /// <returns>The simulator's log.</returns>
    private static string Simulate(string test)
    {
        string simulator = OclgrindTests.Simulator();
        using var folder = new TemporaryFolder();
        string log = folder.Path("oclgrind.log");
        var start = new ProcessStartInfo(Path.ChangeExtension(typeof(RaceTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null)) { UseShellExecute = false, RedirectStandardOutput = true };
        foreach (string argument in new[] { "-method", $"{typeof(RaceTests).FullName}.{test}", "-explicit", "only", "-noLogo" })
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in OclgrindTests.Settings(simulator, log))
            start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, said);
        said.ShouldContain("Total: 1, Errors: 0, Failed: 0");
        return File.Exists(log) ? File.ReadAllText(log) : "";
    }
}
