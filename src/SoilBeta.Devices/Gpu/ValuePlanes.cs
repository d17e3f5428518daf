namespace SoilBeta.Devices.Gpu;

/// <summary>Planes of the values of a chunk, [plane][cell][realisation]: S of each output, then the parts, then sums of them where order statistics of densities are selected.</summary>
/// <param name="Count">Number of planes.</param>
/// <param name="First">First plane that is summed and selected: the first of all with Equation 3; the first part where the forest predicts the layers.</param>
/// <param name="Summed">Number of planes that are summed over the realisations, from the first on.</param>
/// <param name="Selected">Number of planes with order statistics, from the first on.</param>
internal readonly record struct ValuePlanes(int Count, int First, int Summed, int Selected)
{
    /// <summary>Planes of a plan.</summary>
    public static ValuePlanes Of(RunPlan plan)
    {
        int first = plan.DirectLayers is null ? 0 : plan.Outputs, count = plan.Outputs + (plan.SelectsDensities ? plan.Quantities : plan.Parts);
        return new ValuePlanes(count, first, plan.Outputs + plan.Parts - first, plan.SelectsDensities ? count - first : plan.Outputs);
    }
}
