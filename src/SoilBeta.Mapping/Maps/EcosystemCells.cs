using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Tables;

namespace SoilBeta.Mapping.Maps;

/// <summary>Reads the cells of one ecosystem in a range of the map from the stack, row by row, leaving out those without data or area.</summary>
public sealed class EcosystemCells(StudyContext study, StackReader stack, GridWindow window, ZoneIndex zones)
{
    private readonly Study _study = study.Study;
    private readonly CellChecks _checks = new(study.Study, stack.Grid, window);

    /// <summary>Mapped part of the grid.</summary>
    public GridWindow Window => window;

    /// <summary>Reads the cells of an ecosystem in a range of the window.</summary>
    /// <param name="code">Ecosystem.</param>
    /// <param name="tile">Range of the window's cells in row-major order, with its number of the ecosystem's cells.</param>
    /// <param name="areaShift">Exponent a of the fixed-point areas.</param>
    /// <exception cref="InvalidDataException">The stack is damaged, or a value in it is invalid: the message names the cell.</exception>
    public CellBlock Read(string code, CellRange tile, int areaShift)
    {
        int features = _study.Covariates.Count;
        string fractionLayer = StackLayerNames.Fraction(code);
        bool rock = stack.Has(StackLayerNames.Rock), topsoil = stack.Has(StackLayerNames.Topsoil);
        var block = new CellBlock
        {
            Positions = new long[tile.Cells],
            Covariates = new float[features * tile.Cells],
            Topsoil = topsoil ? new float[tile.Cells] : [],
            SoilDepths = rock ? new int[tile.Cells] : [],
            DrawKeys = _study.Uncertainty.Mode == DrawMode.Common ? [] : new long[tile.Cells],
            Fractions = new float[tile.Cells],
            Areas = new long[tile.Cells],
            ZoneTuples = new int[tile.Cells],
        };
        var tuples = new Dictionary<string, int>(StringComparer.Ordinal);
        float[] fraction = new float[window.Width];
        float[] values = new float[window.Width];
        float[][] zoneRows = [.. zones.Layers.Select(_ => new float[window.Width])];
        int[] columns = new int[window.Width];
        int found = 0;
        for (int row = (int)(tile.First / window.Width); (long)row * window.Width < tile.First + tile.Count; row++)
        {
            int inRow = FindCells(row, tile, fractionLayer, fraction, columns);
            if (inRow == 0)
                continue;
            if (found + inRow > tile.Cells)
                throw new InvalidDataException($"The stack has more cells of {code} than when the map was begun. Delete the output folder's work/ and run again.");
            var at = new GridWindow(window.Column, window.Row + row, window.Width, 1);
            for (int feature = 0; feature < features; feature++)
            {
                stack.Read(StackLayerNames.Covariate(_study.Covariates[feature].Name), at, values);
                for (int i = 0; i < inRow; i++)
                    block.Covariates[(feature * tile.Cells) + found + i] = values[columns[i]];
            }
            if (topsoil)
            {
                stack.Read(StackLayerNames.Topsoil, at, values);
                for (int i = 0; i < inRow; i++)
                    block.Topsoil[found + i] = values[columns[i]];
            }
            if (rock)
            {
                stack.Read(StackLayerNames.Rock, at, values);
                for (int i = 0; i < inRow; i++)
                    block.SoilDepths[found + i] = ProfilePlaces.WholeCentimetres(values[columns[i]]);
            }
            stack.Read(StackLayerNames.Hectares, at, values);
            for (int set = 0; set < zoneRows.Length; set++)
                stack.Read(zones.Layers[set], at, zoneRows[set]);
            for (int i = 0; i < inRow; i++)
            {
                int column = columns[i];
                block.Positions[found + i] = ((long)row * window.Width) + column;
                _checks.CheckArea(code, values[column], fraction[column], block.Positions[found + i]);
                block.Fractions[found + i] = fraction[column];
                block.Areas[found + i] = AreaScale.Fixed((double)values[column] * fraction[column], areaShift);
                block.ZoneTuples[found + i] = Tuple(tuples, block.Tuples, zoneRows, column);
                if (block.DrawKeys.Length > 0)
                    block.DrawKeys[found + i] = DrawKeys.ForCell(_study.Uncertainty, stack.Grid, window.Column + column, window.Row + row);
            }
            found += inRow;
        }
        if (found != tile.Cells)
            throw new InvalidDataException($"The stack has fewer cells of {code} than when the map was begun. Delete the output folder's work/ and run again.");
        _checks.Check(code, block);
        return block;
    }

    /// <summary>Finds the columns of a row, within a tile, in which the ecosystem has data.</summary>
    /// <param name="row">Row of the window.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="fractionLayer">Layer of the ecosystem's fractions.</param>
    /// <param name="fraction">Receives the row's fractions.</param>
    /// <param name="columns">Receives the columns.</param>
    public int FindCells(int row, CellRange tile, string fractionLayer, float[] fraction, int[] columns)
    {
        var at = new GridWindow(window.Column, window.Row + row, window.Width, 1);
        stack.Read(fractionLayer, at, fraction);
        float[] valid = new float[window.Width];
        stack.Read(StackLayerNames.Valid, at, valid);
        long start = (long)row * window.Width;
        int first = (int)Math.Max(0, tile.First - start);
        int end = (int)Math.Min(window.Width, tile.First + tile.Count - start);
        int found = 0;
        for (int column = first; column < end; column++)
        {
            if (StackLayerNames.IsMapped(valid[column], fraction[column]))
                columns[found++] = column;
        }
        return found;
    }

    private int Tuple(Dictionary<string, int> known, List<int[]> tuples, float[][] zoneRows, int column)
    {
        int[] tuple = new int[zoneRows.Length];
        for (int set = 0; set < tuple.Length; set++)
            tuple[set] = zones.Find(set, zoneRows[set][column]);
        string key = string.Join(',', tuple);
        if (!known.TryGetValue(key, out int index))
        {
            known[key] = index = tuples.Count;
            tuples.Add(tuple);
        }
        return index;
    }
}

/// <summary>A range of a window's cells in row-major order.</summary>
/// <param name="First">First cell of the range.</param>
/// <param name="Count">Number of cells of the range.</param>
/// <param name="Cells">Number of cells in it with the ecosystem and data.</param>
public readonly record struct CellRange(long First, long Count, int Cells);
