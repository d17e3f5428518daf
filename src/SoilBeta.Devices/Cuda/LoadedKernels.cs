using ILGPU;
using ILGPU.Runtime;
using SoilBeta.Kernels;

namespace SoilBeta.Devices.Cuda;

/// <summary>The kernels, compiled for an accelerator on first use and kept by it.</summary>
internal sealed class LoadedKernels(IlgpuContext context)
{
    /// <summary>x′ and codes.</summary>
    public Action<AcceleratorStream, Index1D, DescentArguments> Code { get; } = Descent(context, CodeKernels.Code);

    /// <summary>Ranges of codes.</summary>
    public Action<AcceleratorStream, Index1D, DescentArguments> Range { get; } = Descent(context, CodeKernels.Range);

    /// <summary>Bit planes.</summary>
    public Action<AcceleratorStream, Index1D, DescentArguments> Planes { get; } = Descent(context, CodeKernels.Planes);

    /// <summary>Descent point by point.</summary>
    public Action<AcceleratorStream, Index1D, DescentArguments> Points { get; } = Descent(context, DescentKernels.Points);

    /// <summary>Descent of masks, one output.</summary>
    public Action<AcceleratorStream, KernelConfig, DescentArguments> Masks { get; } = Load<Action<AcceleratorStream, KernelConfig, DescentArguments>>(context, (Action<DescentArguments>)DescentKernels.Masks);

    /// <summary>Descent of masks, several outputs.</summary>
    public Action<AcceleratorStream, KernelConfig, DescentArguments> MasksOfMany { get; } = Load<Action<AcceleratorStream, KernelConfig, DescentArguments>>(context, (Action<DescentArguments>)DescentKernels.MasksOfMany);

    /// <summary>Equation 3.</summary>
    public Action<AcceleratorStream, Index1D, LayerArguments> EquationThree { get; } = Layers(context, LayerKernels.EquationThree);

    /// <summary>Layers that the forest predicts.</summary>
    public Action<AcceleratorStream, Index1D, LayerArguments> Direct { get; } = Layers(context, LayerKernels.Direct);

    /// <summary>Sums of shares of rows.</summary>
    public Action<AcceleratorStream, Index1D, ArrayView<int>, int, ArrayView<long>> SumShares { get; } =
        Load<Action<AcceleratorStream, Index1D, ArrayView<int>, int, ArrayView<long>>>(context, (Action<Index1D, ArrayView<int>, int, ArrayView<long>>)SumKernels.SumShares);

    /// <summary>Sums of rows.</summary>
    public Action<AcceleratorStream, Index1D, ArrayView<long>, ArrayView<long>> AddShares { get; } =
        Load<Action<AcceleratorStream, Index1D, ArrayView<long>, ArrayView<long>>>(context, (Action<Index1D, ArrayView<long>, ArrayView<long>>)SumKernels.AddShares);

    /// <summary>Totals of zones.</summary>
    public Action<AcceleratorStream, Index1D, ArrayView<int>, ZoneArguments> SumZones { get; } =
        Load<Action<AcceleratorStream, Index1D, ArrayView<int>, ZoneArguments>>(context, (Action<Index1D, ArrayView<int>, ZoneArguments>)SumKernels.SumZones);

    /// <summary>Start of the search for order statistics.</summary>
    public Action<AcceleratorStream, Index1D, SelectArguments> Start { get; } = Selection(context, SelectKernels.Start);

    /// <summary>Counts of bytes.</summary>
    public Action<AcceleratorStream, Index1D, SelectArguments> Count { get; } = Selection(context, SelectKernels.Count);

    /// <summary>Choice of a byte.</summary>
    public Action<AcceleratorStream, Index1D, SelectArguments> Step { get; } = Selection(context, SelectKernels.Step);

    private static Action<AcceleratorStream, Index1D, DescentArguments> Descent(IlgpuContext context, Action<Index1D, DescentArguments> kernel) => Load<Action<AcceleratorStream, Index1D, DescentArguments>>(context, kernel);

    private static Action<AcceleratorStream, Index1D, LayerArguments> Layers(IlgpuContext context, Action<Index1D, LayerArguments> kernel) => Load<Action<AcceleratorStream, Index1D, LayerArguments>>(context, kernel);

    private static Action<AcceleratorStream, Index1D, SelectArguments> Selection(IlgpuContext context, Action<Index1D, SelectArguments> kernel) => Load<Action<AcceleratorStream, Index1D, SelectArguments>>(context, kernel);

    private static T Load<T>(IlgpuContext context, Delegate kernel) where T : Delegate => context.Load(kernel.Method).CreateLauncherDelegate<T>();
}
