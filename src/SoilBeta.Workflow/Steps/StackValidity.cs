using System.Globalization;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Steps;

/// <summary>Determines the mapped cells, counts the reasons for the others, and checks that ecosystems do not cover more than a cell.</summary>
internal sealed class StackValidity(Study study, Grid grid, StackWriter writer, StackSummary summary, StackLayers layers)
{
    /// <summary>Amount by which fractions may exceed 1: rounding of the source (percent, hectares) and of averaging.</summary>
    public const float FractionTolerance = 1e-3f;

    private readonly string[] _fractions = [.. study.Ecosystems.Select(ecosystem => StackLayerNames.Fraction(ecosystem.Code))];
    private (double Sum, int Row, int Column, float[] Fractions) _worst = (0, 0, 0, []);

    /// <summary>Writes the layer <see cref="StackLayerNames.Valid"/>.</summary>
    /// <exception cref="InvalidDataException">Fractions sum to more than 1, naming the worst cell; or no cell can be mapped.</exception>
    public void Write()
    {
        // Reasons in order of precedence: a layer that must have a value, or be 1 (masks).
        List<(string Layer, string Reason, bool Mask)> needed = [];
        for (int i = 0; i < study.Masks.Count; i++)
            needed.Add((StackLayerNames.Mask(i + 1), $"masked by {Path.GetFileName(study.Masks[i].Raster.Path)}", true));
        if (study.Topsoil.IsGiven)
            needed.Add((StackLayerNames.Topsoil, "no topsoil", false));
        needed.AddRange(study.Covariates.Select(covariate => (StackLayerNames.Covariate(covariate.Name), $"no {covariate.Name}", false)));
        foreach (Ecosystem ecosystem in study.Ecosystems)
            summary.Ecosystems.Add(new EcosystemArea { Code = ecosystem.Code });
        var offEarth = new UnmappedArea { Reason = "not on the earth" };
        UnmappedArea[] unmapped = [.. needed.Select(one => new UnmappedArea { Reason = one.Reason })];

        var row = new RowBuffers(grid.Width, needed.Count, _fractions.Length);
        layers.Write(new StackLayer { Name = StackLayerNames.Valid }, (firstRow, values) =>
        {
            for (int r = 0; r < values.Length / grid.Width; r++)
            {
                row.Read(writer, firstRow + r, _fractions, needed);
                for (int column = 0; column < grid.Width; column++)
                    values[(r * grid.Width) + column] = Cell(row, firstRow + r, column, needed, unmapped, offEarth) ? 1 : 0;
            }
        });

        if (_worst.Sum > 1 + FractionTolerance)
        {
            string parts = string.Join(" + ", study.Ecosystems.Select((ecosystem, i) => string.Create(CultureInfo.InvariantCulture, $"{ecosystem.Code} {_worst.Fractions[i]:0.###}")));
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"ecosystems: their fractions add up to {_worst.Sum:0.####} ({parts}) in {layers.Place(_worst.Row, _worst.Column)}, the worst of all; expected 1 at most.\n  Check area_unit, and that no area belongs to two ecosystems."));
        }
        summary.Unmapped.AddRange(unmapped.Append(offEarth).Where(reason => reason.Cells > 0));
        if (summary.ValidCells == 0)
            throw new InvalidDataException($"No cell of the study's grid can be mapped: {(summary.EcosystemCells == 0 ? "no ecosystem covers any" : string.Join(", ", summary.Unmapped.Select(reason => $"{reason.Reason} in {reason.Cells:N0} cells")))}.\n  Are all rasters of the same region, and the masks right?");
    }

    private bool Cell(RowBuffers row, int at, int column, List<(string Layer, string Reason, bool Mask)> needed, UnmappedArea[] unmapped, UnmappedArea offEarth)
    {
        double sum = 0, hectares = row.Hectares[column];
        for (int i = 0; i < _fractions.Length; i++)
        {
            sum += row.Fractions[i][column];
            summary.Ecosystems[i].Hectares += row.Fractions[i][column] * hectares;
        }
        if (sum <= 0)
            return false;
        if (sum > _worst.Sum)
            _worst = (sum, at, column, [.. row.Fractions.Select(fraction => fraction[column])]);
        summary.EcosystemCells++;
        UnmappedArea? reason = hectares > 0 ? null : offEarth;
        for (int i = 0; reason is null && i < needed.Count; i++)
        {
            float value = row.Needed[i][column];
            if (needed[i].Mask ? value == 0 : float.IsNaN(value))
                reason = unmapped[i];
        }
        if (reason is not null)
        {
            reason.Cells++;
            reason.Hectares += sum * hectares;
            return false;
        }
        summary.ValidCells++;
        for (int i = 0; i < _fractions.Length; i++)
            summary.Ecosystems[i].MappedHectares += row.Fractions[i][column] * hectares;
        return true;
    }

    /// <summary>One row of all layers that determine validity.</summary>
    private sealed class RowBuffers(int width, int needed, int fractions)
    {
        public float[] Hectares { get; } = new float[width];

        public float[][] Needed { get; } = [.. Enumerable.Range(0, needed).Select(_ => new float[width])];

        public float[][] Fractions { get; } = [.. Enumerable.Range(0, fractions).Select(_ => new float[width])];

        public void Read(StackWriter writer, int row, string[] fractionLayers, List<(string Layer, string Reason, bool Mask)> neededLayers)
        {
            writer.ReadRows(StackLayerNames.Hectares, row, Hectares);
            for (int i = 0; i < Fractions.Length; i++)
                writer.ReadRows(fractionLayers[i], row, Fractions[i]);
            for (int i = 0; i < Needed.Length; i++)
                writer.ReadRows(neededLayers[i].Layer, row, Needed[i]);
        }
    }
}
