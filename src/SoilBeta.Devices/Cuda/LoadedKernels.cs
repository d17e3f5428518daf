using ILGPU;
using ILGPU.Runtime;
using SoilBeta.Kernels;

namespace SoilBeta.Devices.Cuda;

/// <summary>The kernels, compiled for an accelerator on first use and kept by it.</summary>
internal sealed class LoadedKernels(IlgpuContext context)
{
    /// <summary>x′ and codes.</summary>
    public Action<AcceleratorStream, Index1D, DescentArguments> Code { get; } = Load<DescentArguments>(context, CodeKernels.Code);

    /// <summary>Ranges of codes.</summary>
    public Action<AcceleratorStream, Index1D, DescentArguments> Range { get; } = Load<DescentArguments>(context, CodeKernels.Range);

    /// <summary>Bit planes.</summary>
    public Action<AcceleratorStream, Index1D, DescentArguments> Planes { get; } = Load<DescentArguments>(context, CodeKernels.Planes);

    /// <summary>Descent point by point.</summary>
    public Action<AcceleratorStream, Index1D, DescentArguments> Points { get; } = Load<DescentArguments>(context, DescentKernels.Points);

    /// <summary>Descent of masks, one output.</summary>
    public Action<AcceleratorStream, KernelConfig, DescentArguments> Masks { get; } = LoadGrouped(context, DescentKernels.Masks);

    /// <summary>Descent of masks, several outputs.</summary>
    public Action<AcceleratorStream, KernelConfig, DescentArguments> MasksOfMany { get; } = LoadGrouped(context, DescentKernels.MasksOfMany);

    /// <summary>Equation 3.</summary>
    public Action<AcceleratorStream, Index1D, LayerArguments> EquationThree { get; } = Load<LayerArguments>(context, LayerKernels.EquationThree);

    /// <summary>Layers that the forest predicts.</summary>
    public Action<AcceleratorStream, Index1D, LayerArguments> Direct { get; } = Load<LayerArguments>(context, LayerKernels.Direct);

    /// <summary>Sums of shares of rows.</summary>
    public Action<AcceleratorStream, Index1D, ArrayView<int>, int, ArrayView<long>> SumShares { get; } =
        context.Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, int, ArrayView<long>>(SumKernels.SumShares, context.GroupSize);

    /// <summary>Sums of rows.</summary>
    public Action<AcceleratorStream, Index1D, ArrayView<long>, ArrayView<long>> AddShares { get; } =
        context.Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<long>, ArrayView<long>>(SumKernels.AddShares, context.GroupSize);

    /// <summary>Totals of zones.</summary>
    public Action<AcceleratorStream, Index1D, ArrayView<int>, ZoneArguments> SumZones { get; } =
        context.Accelerator.LoadImplicitlyGroupedKernel<Index1D, ArrayView<int>, ZoneArguments>(SumKernels.SumZones, context.GroupSize);

    /// <summary>Start of the search for order statistics.</summary>
    public Action<AcceleratorStream, Index1D, SelectArguments> Start { get; } = Load<SelectArguments>(context, SelectKernels.Start);

    /// <summary>Counts of bytes.</summary>
    public Action<AcceleratorStream, Index1D, SelectArguments> Count { get; } = Load<SelectArguments>(context, SelectKernels.Count);

    /// <summary>Choice of a byte.</summary>
    public Action<AcceleratorStream, Index1D, SelectArguments> Step { get; } = Load<SelectArguments>(context, SelectKernels.Step);

    private static Action<AcceleratorStream, Index1D, T> Load<T>(IlgpuContext context, Action<Index1D, T> kernel) where T : struct =>
        context.Accelerator.LoadImplicitlyGroupedKernel(kernel, context.GroupSize);

    private static Action<AcceleratorStream, KernelConfig, DescentArguments> LoadGrouped(IlgpuContext context, Action<DescentArguments> kernel) => context.Accelerator.LoadKernel(kernel);
}
