using System.Runtime.InteropServices;
using SoilBeta.Devices.Gpu;
using SoilBeta.Devices.OpenCl;
using SoilBeta.Kernels;
using SoilBeta.Forests;

namespace SoilBeta.Tests.Devices.OpenCl;

/// <summary>Structs shared by host and device have the same size and offsets on both sides, on every device present.</summary>
public class LayoutTests
{
    [Fact]
    public void Structs_are_laid_out_on_every_device_as_in_CSharp()
    {
        uint[] expected =
        [
            .. Layout<FlatNode>(nameof(FlatNode.Value), nameof(FlatNode.Link)),
            FlatNode.FeatureBits,
            .. Layout<DevicePerturbation>(nameof(DevicePerturbation.IsShare), nameof(DevicePerturbation.Amount), nameof(DevicePerturbation.Lower), nameof(DevicePerturbation.Upper)),
            .. Layout<ZoneSegment>(nameof(ZoneSegment.First), nameof(ZoneSegment.Count)),
            .. Layout<RealisationSlice>(
                nameof(RealisationSlice.First), nameof(RealisationSlice.Count), nameof(RealisationSlice.Refits), nameof(RealisationSlice.Divisor),
                nameof(RealisationSlice.Cells), nameof(RealisationSlice.SeedLow), nameof(RealisationSlice.SeedHigh), nameof(RealisationSlice.Scale)),
        ];
        foreach (ClDevice device in OpenClDevices.Present())
        {
            ClContext context = ClContext.For(device);
            using ClKernel probe = context.Kernel(ClProgram.LayoutProbe, ClProgram.Options([]), "layout_probe");
            using GpuBuffer answer = context.Buffer(expected.Length * sizeof(uint), "the probe's answer");
            using var queue = new ClQueue(context);
            var found = new uint[expected.Length];
            queue.Launch(probe.With(answer), (1, 1, 1), 1);
            queue.Read<uint>(answer, found);
            found.ShouldBe(expected, device.Model);
        }
    }

    /// <summary>Size of a struct, then the offset of each field (a record's fields are the backing fields of its properties).</summary>
    private static IEnumerable<uint> Layout<T>(params string[] fields) where T : struct
    {
        yield return (uint)Marshal.SizeOf<T>();
        foreach (string field in fields)
        {
            bool isField = typeof(T).GetField(field) is not null;
            yield return (uint)Marshal.OffsetOf<T>(isField ? field : $"<{field}>k__BackingField");
        }
    }
}
