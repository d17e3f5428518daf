using SoilBeta.Rasters;

namespace SoilBeta.Reports.Data;

/// <summary>How much of the ecosystems' area is mapped, by why the rest is not: excluded by the study's masks on purpose, or without data.</summary>
/// <param name="Mapped">Mapped area, Mha.</param>
/// <param name="Masked">Area that the study's masks exclude, Mha.</param>
/// <param name="WithoutData">Area inside the masks that lacks the topsoil or a covariate, Mha.</param>
internal sealed record MappedShare(double Mapped, double Masked, double WithoutData)
{
    /// <summary>Share of the area inside the masks that is mapped.</summary>
    public double Share => Mapped / (Mapped + WithoutData);

    /// <summary>The share in the window of the maps; null without a stack or maps.</summary>
    public static MappedShare? Of(StudyOutputs outputs)
    {
        if (outputs.Stack is not { } stack || outputs.Maps().FirstOrDefault() is not { } map)
            return null;
        GridWindow window;
        using (RasterFile file = RasterFile.Open(map))
        {
            GeoTransform t = file.Grid.Transform;
            (double column, double row) = stack.Grid.Transform.Invert(t.OriginX, t.OriginY);
            window = new GridWindow((int)Math.Round(column), (int)Math.Round(row), file.Grid.Width, file.Grid.Height);
        }
        if (window.Column < 0 || window.Row < 0 || window.Column + window.Width > stack.Grid.Width || window.Row + window.Height > stack.Grid.Height)
            return null;
        string[] masks = [.. Enumerable.Range(1, outputs.Study.Masks.Count).Select(StackLayerNames.Mask).Where(stack.Has)];
        string[] fractions = [.. outputs.Study.Ecosystems.Select(ecosystem => StackLayerNames.Fraction(ecosystem.Code)).Where(stack.Has)];
        float[] valid = new float[window.Width], hectares = new float[window.Width], value = new float[window.Width], covered = new float[window.Width];
        bool[] masked = new bool[window.Width];
        double[] mha = new double[3];
        for (int row = 0; row < window.Height; row++)
        {
            var line = new GridWindow(window.Column, window.Row + row, window.Width, 1);
            Array.Clear(covered);
            Array.Clear(masked);
            foreach (string layer in fractions)
            {
                stack.Read(layer, line, value);
                for (int column = 0; column < covered.Length; column++)
                    covered[column] += value[column] > 0 ? value[column] : 0;
            }
            foreach (string layer in masks)
            {
                stack.Read(layer, line, value);
                for (int column = 0; column < covered.Length; column++)
                    masked[column] |= value[column] == 0;
            }
            stack.Read(StackLayerNames.Valid, line, valid);
            stack.Read(StackLayerNames.Hectares, line, hectares);
            for (int column = 0; column < covered.Length; column++)
                mha[StackLayerNames.IsValid(valid[column]) ? 0 : masked[column] ? 1 : 2] += 1e-6 * covered[column] * hectares[column];
        }
        return mha[0] > 0 ? new MappedShare(mha[0], mha[1], mha[2]) : null;
    }
}
