using ILGPU;

namespace SoilBeta.Tests.Devices.Cuda;

/// <summary>Kernels with the faults that the tests of the kernels must catch.</summary>
public static class PlantedFaults
{
    /// <summary>A float sum, into which a compiler may fuse the product.</summary>
    public static void Sum(Index1D i, ArrayView<float> values) => values[i] = values[i] * 3f + values[0];

    /// <summary>A function of the toolkit's library.</summary>
    public static void Sine(Index1D i, ArrayView<float> values) => values[i] = MathF.Sin(values[i]);

    /// <summary>A load from shared memory between barriers.</summary>
    public static void Barriers(ArrayView<int> values, int rank)
    {
        ArrayView<int> partial = SharedMemory.Allocate<int>(64);
        int lane = Group.IdxX, found = 0;
        for (int bit = 5; bit >= 0; bit--)
        {
            int candidate = found | (1 << bit);
            partial[lane] = values[lane] < candidate ? 1 : 0;
            Group.Barrier();
            for (int reach = Group.DimX / 2; reach > 0; reach /= 2)
            {
                if (lane < reach)
                    partial[lane] += partial[lane + reach];
                Group.Barrier();
            }
            if (partial[0] <= rank)
                found = candidate;
            Group.Barrier();
        }
        values[lane] = found;
    }

    /// <summary>All work-items write one value.</summary>
    public static void Race(Index1D i, ArrayView<int> values) => values[0] = i;
}
