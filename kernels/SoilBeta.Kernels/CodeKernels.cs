using ILGPU;

namespace SoilBeta.Kernels;

/// <summary>Before the descent: x′ of all points as codes, and the codes of a group as bit planes.</summary>
public static class CodeKernels
{
    /// <summary>A work-item owns a slot: computes x′ of each covariate and its code.</summary>
    public static void Code(Index1D slot, DescentArguments a)
    {
        Point point = a.Points.PointOf(slot);
        int starts = a.RefitOnDevice(slot) * a.Features;
        for (int first = 0; first < a.Features; first += 4)
        {
            FourNormals z = a.Draws.Four(point.Cell, point.Draw, first / 4, a.Features);
            CodeOne(a, point, starts, slot, first, z.Z0);
            if (first + 1 < a.Features)
                CodeOne(a, point, starts, slot, first + 1, z.Z1);
            if (first + 2 < a.Features)
                CodeOne(a, point, starts, slot, first + 2, z.Z2);
            if (first + 3 < a.Features)
                CodeOne(a, point, starts, slot, first + 3, z.Z3);
        }
    }

    /// <summary>A work-item owns a feature of a group: finds the lowest and the highest code of its 1,024 points.</summary>
    public static void Range(Index1D index, DescentArguments a)
    {
        int group = index / a.Features, feature = index - (group * a.Features);
        int from = (feature * a.Points.AllSlots) + (group * PointLayout.GroupSlots);
        int low = a.Codes[from], high = low;
        for (int slot = 1; slot < PointLayout.GroupSlots; slot++)
        {
            int code = a.Codes[from + slot];
            low = code < low ? code : low;
            high = code > high ? code : high;
        }
        a.Ranges[index] = (uint)low | ((long)(high - low) << 32);
    }

    /// <summary>A work-item owns a lane's word of one bit of a feature of a group: gathers the bit of the lane's 32 points.</summary>
    public static void Planes(Index1D index, DescentArguments a)
    {
        int row = index / PointLayout.Lanes, lane = index - (row * PointLayout.Lanes);
        int groupFeature = row / a.CodeBits, bit = row - (groupFeature * a.CodeBits);
        long range = a.Ranges[groupFeature];
        if (bit >= MaskFunctions.BitsOf((int)(range >> 32)))
            return;
        int group = groupFeature / a.Features, feature = groupFeature - (group * a.Features);
        int from = (feature * a.Points.AllSlots) + (group * PointLayout.GroupSlots) + lane, low = (int)range;
        int word = 0;
        for (int i = 0; i < PointLayout.Lanes; i++)
            word |= (((a.Codes[from + (i * PointLayout.Lanes)] - low) >> bit) & 1) << i;
        a.Planes[index] = ~word;
    }

    private static void CodeOne(DescentArguments a, Point point, int starts, int slot, int feature, float z)
    {
        float x = a.Draws.Perturbed(feature, a.Covariates[(feature * (int)a.Points.Rows.Cells) + point.Cell], z);
        int first = a.Starts[starts + feature];
        a.Codes[(feature * a.Points.AllSlots) + slot] = MaskFunctions.CodeOf(a.Thresholds, first, a.Starts[starts + feature + 1] - first, x);
    }
}
