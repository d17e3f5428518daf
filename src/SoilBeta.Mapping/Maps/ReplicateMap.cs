using SoilBeta.Devices;
using SoilBeta.Numerics;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>A replicate of a map's Sobol draws, computed separately for the standard errors: its tiles are named and stored like those of another mode of draws.</summary>
public sealed class ReplicateMap
{
    private readonly FinishedTiles _tiles;
    private readonly long[] _firsts; // index of each tile's first cell, then the number of cells
    private int _current = -1;
    private TileResult _result = null!;

    /// <summary>Opens a replicate from its finished tiles.</summary>
    /// <param name="tiles">The replicate's tiles.</param>
    public ReplicateMap(FinishedTiles tiles)
    {
        _tiles = tiles;
        Summaries = new Summaries(tiles.Plan, MapProduct.Probabilities);
        _firsts = new long[tiles.Count + 1];
        int tile = 0;
        foreach (var range in tiles.Ranges)
        {
            _firsts[tile + 1] = _firsts[tile] + range.Cells;
            tile++;
        }
    }

    /// <summary>Converts its integers to quantiles.</summary>
    public Summaries Summaries { get; }

    /// <summary>Finds the integers of a cell.</summary>
    /// <param name="number">Index of the cell among all cells of the ecosystem.</param>
    public (TileResult Result, int Cell) Find(long number)
    {
        if (_current < 0 || number < _firsts[_current] || number >= _firsts[_current + 1])
        {
            int found = Array.BinarySearch(_firsts, number);
            _current = found >= 0 ? found : ~found - 1;
            while (_firsts[_current + 1] == number)
                _current++; // a tile without cells
            _result = _tiles.Read(_current).Result;
        }
        return (_result, (int)(number - _firsts[_current]));
    }

    /// <summary>The plan of one replicate of a map's plan.</summary>
    /// <param name="plan">The map's plan, of common Sobol draws.</param>
    /// <param name="replicates">Number of its replicates.</param>
    /// <param name="replicate">Index of the replicate.</param>
    public static RunPlan PlanOf(RunPlan plan, int replicates, int replicate)
    {
        int draws = plan.Draws.Count / replicates, first = replicate * draws, refits = plan.Forests.Refits.Count;
        float[] table = [.. Enumerable.Range(0, plan.Variables).SelectMany(variable => plan.Draws.Table!.Skip((variable * plan.Draws.Count) + first).Take(draws))];
        var forests = plan.Forests;
        // A draw keeps its refit: the first draw of this replicate may belong to a later refit.
        if (plan.Refits == RefitMode.Cycled && first % refits != 0)
            forests = forests.InOrder([.. Enumerable.Range(0, refits).Select(refit => (first + refit) % refits)]);
        var own = plan with { Forests = forests, Draws = plan.Draws with { Count = draws, Table = table } };
        return own with { Ranks = Summaries.RanksFor(own.Realisations, MapProduct.Probabilities) };
    }
}
