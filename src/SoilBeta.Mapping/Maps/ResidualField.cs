using SoilBeta.Devices;
using SoilBeta.Numerics;
using SoilBeta.Numerics.Statistics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>Effect of spatially correlated residuals on totals: a Gaussian field over blocks of the map, and the derivative of each block's totals with respect to it. The field is one of β or, where a forest predicts the layers, of the relative residual of the density below the topsoil.</summary>
/// <remarks>
/// The mean residual of a block has the covariance of the fitted variogram, averaged over 2 × 2 points of each block; the nugget averages out over a block's cells. Blocks are squares of latitude and longitude,
/// as small as possible with at most 1,500 of them. All ecosystems share one field. To first order, a total changes by the block's residual times its derivative with respect to β at the mean β of each cell; with respect to a relative residual the derivative is the mean density.
/// </remarks>
public sealed class ResidualField
{
    private const int MostBlocks = 1500;
    private static readonly double[] s_sides = [0.25, 0.5, 1, 2, 5, 10, 20, 30];
    private readonly MapContext _context;
    private readonly Dictionary<(long, long), int> _numbers = [];
    private readonly double[][] _fields; // [block][realisation], mean 0

    private ResidualField(MapContext context, double side, IEnumerable<(long, long)> blocks, Variogram variogram, int realisations)
    {
        (_context, BlockDegrees) = (context, side);
        foreach (var block in blocks.Order())
            _numbers[block] = _numbers.Count;
        _fields = Simulate(variogram, realisations);
    }

    /// <summary>Side of the blocks, degrees.</summary>
    public double BlockDegrees { get; }

    /// <summary>Number of blocks.</summary>
    public int Blocks => _numbers.Count;

    /// <summary>Simulates the field for the cells of a map.</summary>
    /// <param name="context">Map.</param>
    /// <param name="ecosystems">Tiles of its ecosystems.</param>
    /// <param name="variogram">Variogram of the residuals.</param>
    /// <param name="realisations">Number of realisations.</param>
    public static ResidualField Simulate(MapContext context, IEnumerable<FinishedTiles> ecosystems, Variogram variogram, int realisations)
    {
        var smallest = new HashSet<(long, long)>();
        using (var places = new PlaceFinder(context.Stack.Grid))
        {
            foreach (var tile in ecosystems.SelectMany(ecosystem => ecosystem.Read()))
            {
                context.Options.Cancellation.ThrowIfCancellationRequested();
                foreach (long position in tile.Cells.Positions)
                {
                    if (BlockOf(context, places, position, s_sides[0]) is { } block)
                        smallest.Add(block);
                }
            }
        }
        double side = s_sides.First(s => s == s_sides[^1] || smallest.Select(block => Coarser(block, s)).Distinct().Count() <= MostBlocks);
        return new ResidualField(context, side, smallest.Select(block => Coarser(block, side)).Distinct(), variogram, realisations);

        static (long, long) Coarser((long Row, long Column) block, double side) => ((long)Math.Floor(block.Row * s_sides[0] / side), (long)Math.Floor(block.Column * s_sides[0] / side));
    }

    /// <summary>Contribution of the field to an ecosystem's totals, Mg C, [zone][part][realisation].</summary>
    /// <param name="tiles">The ecosystem's tiles.</param>
    public double[] Contribution(FinishedTiles tiles)
    {
        int zones = _context.Zones.Names.Count, realisations = _fields.Length > 0 ? _fields[0].Length : 0;
        var slopes = new double[Blocks][];
        var summaries = new Summaries(tiles.Plan, MapProduct.Probabilities);
        using var places = new PlaceFinder(_context.Stack.Grid);
        int parts = tiles.Plan.Parts;
        Span<double> slope = stackalloc double[parts];
        foreach (var (_, cells, result) in tiles.Read())
        {
            _context.Options.Cancellation.ThrowIfCancellationRequested();
            for (int cell = 0; cell < cells.Cells; cell++)
            {
                if (BlockOf(_context, places, cells.Positions[cell], BlockDegrees) is not { } block)
                    continue;
                Slopes(tiles.Plan, summaries, cells, result, cell, slope);
                double[] of = slopes[_numbers[block]] ??= new double[zones * parts];
                double hectares = AreaScale.Hectares(cells.Areas[cell], _context.AreaShift);
                AddTo(of, 0, hectares, slope);
                foreach (int zone in cells.Tuples[cells.ZoneTuples[cell]])
                {
                    if (zone >= 0)
                        AddTo(of, zone, hectares, slope);
                }
            }
        }
        var contribution = new double[zones * parts * realisations];
        for (int block = 0; block < slopes.Length; block++)
        {
            for (int i = 0; i < (slopes[block]?.Length ?? 0); i++)
            {
                double by = slopes[block][i];
                for (int r = 0; by != 0 && r < realisations; r++)
                    contribution[(i * realisations) + r] += by * _fields[block][r];
            }
        }
        return contribution;

        static void AddTo(double[] of, int zone, double hectares, ReadOnlySpan<double> slope)
        {
            for (int layer = 0; layer < slope.Length; layer++)
                of[(zone * slope.Length) + layer] += hectares * slope[layer];
        }
    }

    // Derivatives of the densities of a cell's parts, Mg C ha⁻¹.
    private void Slopes(RunPlan plan, Summaries summaries, MappedCells cells, TileResult result, int cell, Span<double> slope)
    {
        if (plan.DirectLayers is not { } layers)
        {
            // In float32, as in the map.
            float beta = (float)summaries.MeanBeta(result, cell);
            LayerSlopes.Compute(beta, cells.Topsoil[cell], _context.Study.Study.Topsoil.Depth, cells.SoilDepthAt(cell), slope);
            return;
        }
        // A given topsoil has no residual.
        for (int layer = 0; layer < layers.Count; layer++)
            slope[layer] = layer == 0 && plan.TopsoilReplacesFirst ? 0 : summaries.MeanBetween(result, cell, layers.Top(layer), layers.Bottom(layer));
    }

    private static (long, long)? BlockOf(MapContext context, PlaceFinder places, long position, double side)
    {
        int width = context.Window.Width;
        var (longitude, latitude) = places.PlaceOf(context.Window.Column + (int)(position % width), context.Window.Row + (int)(position / width));
        return double.IsFinite(longitude + latitude) ? ((long)Math.Floor(latitude / side), (long)Math.Floor(longitude / side)) : null;
    }

    private double[][] Simulate(Variogram variogram, int realisations)
    {
        var points = _numbers.OrderBy(pair => pair.Value).Select(pair => Points(pair.Key)).ToArray();
        int n = points.Length;
        double[][] matrix = [.. points.Select(_ => new double[n])];
        Parallel.For(0, n, i =>
        {
            for (int j = 0; j <= i; j++)
                matrix[i][j] = points[i].Average(a => points[j].Average(b => variogram.Covariance(Variogram.Distance(a.Latitude, a.Longitude, b.Latitude, b.Longitude))));
        });
        var root = CholeskyInPlace(matrix);
        double[][] normals = [.. Enumerable.Range(0, n).Select(block => Enumerable.Range(0, realisations).Select(r => NormalQuantile.FromBits(Philox4x32.ForStream(RandomStream.ResidualField, (uint)block, (uint)r, _context.Study.Study.Seed).First64)).ToArray())];
        var fields = new double[n][];
        Parallel.For(0, n, block =>
        {
            var field = new double[realisations];
            for (int other = 0; other <= block; other++)
            {
                for (int r = 0; r < realisations; r++)
                    field[r] += root[block][other] * normals[other][r];
            }
            double mean = field.Average();
            fields[block] = [.. field.Select(value => value - mean)];
        });
        return fields;

        (double Latitude, double Longitude)[] Points((long Row, long Column) block) =>
            [.. from y in new[] { 0.25, 0.75 } from x in new[] { 0.25, 0.75 } select ((block.Row + y) * BlockDegrees, (block.Column + x) * BlockDegrees)];
    }

    /// <summary>Cholesky factor; a column whose pivot is 0 or less by rounding is skipped.</summary>
    private static double[][] CholeskyInPlace(double[][] a)
    {
        for (int column = 0; column < a.Length; column++)
        {
            double[] pivotRow = a[column];
            double pivot = pivotRow[column];
            for (int k = 0; k < column; k++)
                pivot -= pivotRow[k] * pivotRow[k];
            double root = pivot > 0 ? Math.Sqrt(pivot) : 0;
            pivotRow[column] = root;
            Parallel.For(column + 1, a.Length, row =>
            {
                double rest = a[row][column];
                for (int k = 0; k < column; k++)
                    rest -= a[row][k] * pivotRow[k];
                a[row][column] = root > 0 ? rest / root : 0;
            });
        }
        return a;
    }
}
