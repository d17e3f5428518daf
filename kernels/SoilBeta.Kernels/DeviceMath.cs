using ILGPU.IR.Intrinsics;

namespace SoilBeta.Kernels;

/// <summary>Operations that ILGPU 1.5.3 lacks. The C# bodies run on ILGPU's CPU accelerator; the device replaces them by single instructions.</summary>
public static class DeviceMath
{
    /// <summary>a · b + c with one rounding: <c>fma.rn.f32</c>.</summary>
    [IntrinsicImplementation]
    public static float FusedMultiplyAdd(float a, float b, float c) => MathF.FusedMultiplyAdd(a, b, c);

    /// <summary>Other than 0 where the mask of any of the 32 lanes of a warp is: <c>vote.sync.any</c>. In C# a lane is alone, and so decides for itself.</summary>
    /// <remarks>Only for what all lanes may do alike without harm, such as walking on with an empty mask: results must not depend on it. No predicate as parameter: ILGPU also emits the body, and for a predicate not valid PTX.</remarks>
    [IntrinsicImplementation]
    public static int InAnyLane(int mask) => mask;
}
