using SoilBeta.Forests;

namespace SoilBeta.Devices.Cpu;

/// <summary>The forests of a plan in the descent's own form, made once and shared by all workers.</summary>
internal sealed class LoadedForests : IDisposable
{
    private LoadedForests(ThresholdCodes codes, CodedForest[] refits, DescentShape shape, InstructionSet instructions)
    {
        Instructions = instructions;
        Codes = codes;
        Refits = refits;
        Shape = shape;
    }

    /// <summary>Thresholds of all refits.</summary>
    public ThresholdCodes Codes { get; }

    /// <summary>The forests, [refit].</summary>
    public CodedForest[] Refits { get; }

    /// <summary>Instructions that workers use.</summary>
    public InstructionSet Instructions { get; }

    /// <summary>Sizes.</summary>
    public DescentShape Shape { get; }

    /// <summary>Codes a set of forests, or gives null when codes or masks cannot hold it: more than 65,535 thresholds of a feature, or more features than a row's number can tell apart. Such forests are walked plainly.</summary>
    public static LoadedForests? TryLoad(ForestSet set, InstructionSet instructions)
    {
        if (set.Features.Count > LaneGroup.LargestFeatures)
            return null;
        if (ThresholdCodes.TryMake(set, instructions) is not ThresholdCodes codes)
            return null;
        CodedForest[] refits = [.. set.Refits.Select(refit => new CodedForest(refit, codes))];
        int largestTree = set.Refits.Max(refit => Enumerable.Range(0, refit.Trees).Max(tree => refit.Roots[tree + 1] - refit.Roots[tree]));
        var shape = new DescentShape(set.Trees, largestTree, refits.Max(refit => refit.Count), [.. codes.Thresholds.Select(thresholds => thresholds.Length)]);
        return new LoadedForests(codes, refits, shape, instructions);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Codes.Dispose();
        foreach (CodedForest refit in Refits)
            refit.Dispose();
    }
}
