using ILGPU;

namespace SoilBeta.Kernels;

/// <summary>Pure functions of codes and masks.</summary>
public static class MaskFunctions
{
    /// <summary>Number of thresholds that a value exceeds: the value is at most threshold r where this is at most r.</summary>
    /// <param name="thresholds">Thresholds.</param>
    /// <param name="first">Position of the first, the lowest.</param>
    /// <param name="count">Their number.</param>
    /// <param name="x">Value; NaN exceeds all, as no comparison with it holds.</param>
    public static int CodeOf(ArrayView<float> thresholds, int first, int count, float x)
    {
        int code = 0;
        while (count > 0)
        {
            int half = count / 2;
            if (x <= thresholds[first + code + half])
            {
                count = half;
            }
            else
            {
                code += half + 1;
                count -= half + 1;
            }
        }
        return code;
    }

    /// <summary>Bit planes that hold numbers up to <paramref name="largest"/>, a multiple of 4.</summary>
    public static int BitsOf(int largest) => (35 - IntrinsicMath.LeadingZeroCount((uint)largest)) & ~3;

    /// <summary>Mask of the points whose number is at most a threshold, from the complements of their bit planes: 32 points at once.</summary>
    /// <param name="planes">Planes.</param>
    /// <param name="at">Position of the lane's word of bit 0; the next bit is 32 words on.</param>
    /// <param name="bits">Number of planes, a multiple of 4.</param>
    /// <param name="threshold">Threshold, 0 or more.</param>
    public static int AtMost(ArrayView<int> planes, int at, int bits, int threshold)
    {
        int mask = -1;
        for (int bit = 0; bit < bits; bit += 4)
        {
            mask = Compare(mask, planes[at], threshold << 31 >> 31);
            mask = Compare(mask, planes[at + PointLayout.Lanes], threshold << 30 >> 31);
            mask = Compare(mask, planes[at + (2 * PointLayout.Lanes)], threshold << 29 >> 31);
            mask = Compare(mask, planes[at + (3 * PointLayout.Lanes)], threshold << 28 >> 31);
            threshold >>= 4;
            at += 4 * PointLayout.Lanes;
        }
        return mask;
    }

    /// <summary>One bit of the comparison, from the lowest bit up: where the bits differ they decide, else the lower bits have.</summary>
    /// <param name="lower">Decision by the lower bits.</param>
    /// <param name="notPoint">Complement of the points' bit.</param>
    /// <param name="threshold">The threshold's bit, in all positions.</param>
    private static int Compare(int lower, int notPoint, int threshold) => (notPoint & threshold) | (lower & (notPoint | threshold));
}
