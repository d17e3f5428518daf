using SoilBeta.Numerics;

namespace SoilBeta.Forests.Validation;

/// <summary>Common validation designs: in-sample, random folds, folds of sites, folds of blocks of the map. Each answers another question; none is "the" accuracy.</summary>
/// <remarks>All are drawn from the seed, row by row or unit by unit in a fixed order, so that a plan depends on nothing else.</remarks>
public static class FoldDesigns
{
    /// <summary>Training and testing on the same rows: how well the model remembers. Only shown next to designs with held-out rows.</summary>
    public static FoldPlan InSample(int rows)
    {
        int[] all = [.. Enumerable.Range(0, rows)];
        return new FoldPlan("in-sample", "How well does the model remember the profiles it was trained on? Says nothing about other places.", [[new Fold(all, all)]]);
    }

    /// <summary>Random folds, repeated: rows of one site may be in both training and test.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="folds">Number of folds, at least 2; no more than rows.</param>
    /// <param name="repeats">Number of repeats.</param>
    /// <param name="seed">Seed.</param>
    public static FoldPlan Random(int rows, int folds, int repeats, ulong seed)
    {
        var plan = new FoldPlan($"{folds}-fold", "How well would another profile drawn like these, often from the same site, be predicted?", []);
        return rows < 2
            ? plan with { Note = $"Folds need two rows; there are {rows}." }
            : plan with { Repeats = [.. Enumerable.Range(0, repeats).Select(r => Deal(Enumerable.Repeat(1, rows).ToArray(), [.. Enumerable.Range(0, rows)], folds, new ForestRandom(seed, RandomStream.RandomFolds, (ulong)r)))] };
    }

    /// <summary>The paper's design: train on a random share, test on the rest, repeated.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="share">Share of the training rows, 0.7 in the paper.</param>
    /// <param name="repeats">Number of repeats.</param>
    /// <param name="seed">Seed.</param>
    public static FoldPlan Holdout(int rows, double share, int repeats, ulong seed)
    {
        var plan = new FoldPlan($"{Math.Round(100 * share)}/{Math.Round(100 * (1 - share))}", "The paper's figure: how well is a random part of the profiles predicted from the others?", []);
        int train = Math.Clamp((int)Math.Round(share * rows), 1, Math.Max(1, rows - 1));
        return rows < 2
            ? plan with { Note = $"A held-out part needs two rows; there are {rows}." }
            : plan with
            {
                Repeats = [.. Enumerable.Range(0, repeats).Select(r =>
                {
                    int[] order = Shuffled(rows, new ForestRandom(seed, RandomStream.RandomHoldout, (ulong)r));
                    return (IReadOnlyList<Fold>)[new Fold([.. order[..train].Order()], [.. order[train..].Order()])];
                })],
            };
    }

    /// <summary>Folds of whole sites: profiles at one place or in one covariate cell stay together.</summary>
    /// <param name="sites">Site of each row.</param>
    /// <param name="folds">Number of folds, at least 2; no more than sites.</param>
    /// <param name="repeats">Number of repeats.</param>
    /// <param name="seed">Seed.</param>
    public static FoldPlan Sites(int[] sites, int folds, int repeats, ulong seed) =>
        Grouped(new FoldPlan($"site-{folds}-fold", "How well would a new site among these be predicted?", []), sites, "site", folds, repeats, seed, RandomStream.SiteFolds);

    /// <summary>Whether a design's name is that of <see cref="Sites"/>.</summary>
    public static bool HoldsOutSites(string design) => design.StartsWith("site-", StringComparison.Ordinal);

    /// <summary>Folds of square blocks of latitude and longitude (Roberts et al. 2017, Ecography 40, 913–929); a site lies in the block of its first row.</summary>
    /// <param name="latitudes">Latitude of each row, degrees.</param>
    /// <param name="longitudes">Longitude of each row, degrees.</param>
    /// <param name="sites">Site of each row.</param>
    /// <param name="degrees">Side of a block, degrees.</param>
    /// <param name="folds">Number of folds, at least 2; no more than blocks.</param>
    /// <param name="repeats">Number of repeats, each with its own assignment of blocks to folds.</param>
    /// <param name="seed">Seed.</param>
    public static FoldPlan Blocks(double[] latitudes, double[] longitudes, int[] sites, double degrees, int folds, int repeats, ulong seed)
    {
        int[] block = SquareBlocks.Assign(latitudes, longitudes, sites, degrees);
        var plan = new FoldPlan($"blocks-{degrees:0.###}", $"How well is a region without profiles predicted, about {degrees:0.###}° from the nearest one at most?", []) { BlockDegrees = degrees };
        return Grouped(plan, block, $"{degrees:0.###}° block", folds, repeats, seed, RandomStream.BlockFolds + (ulong)Math.Round(degrees * 1000));
    }

    private static FoldPlan Grouped(FoldPlan plan, int[] unit, string what, int folds, int repeats, ulong seed, RandomStream stream)
    {
        int[] units = [.. unit.Distinct().Order()];
        plan = plan with { Units = units.Length };
        if (units.Length < 2)
            return plan with { Note = $"All {unit.Length} rows lie in one {what}, so none can be held out." };
        var position = units.Select((u, i) => (u, i)).ToDictionary(pair => pair.u, pair => pair.i);
        int[] place = [.. unit.Select(u => position[u])];
        var size = new int[units.Length];
        foreach (int p in place)
            size[p]++;
        string? note = units.Length < folds ? $"There are {units.Length} {what}s, so {units.Length} folds instead of {folds} were made." : null;
        return plan with { Note = note, Repeats = [.. Enumerable.Range(0, repeats).Select(r => Deal(size, place, folds, new ForestRandom(seed, stream, (ulong)r)))] };
    }

    /// <summary>Assigns units to folds: in random order, but those large enough to unbalance folds first and by descending size, each to the fold with the fewest rows.</summary>
    private static IReadOnlyList<Fold> Deal(int[] size, int[] place, int folds, ForestRandom random)
    {
        int[] order = Shuffled(size.Length, random);
        int rows = place.Length;
        var load = new long[Math.Min(folds, size.Length)];
        var fold = new int[size.Length];
        foreach (int unit in order.OrderByDescending(u => size[u] > rows / (10.0 * folds) ? size[u] : 0))
        {
            int least = Array.IndexOf(load, load.Min());
            fold[unit] = least;
            load[least] += size[unit];
        }
        return Fold.FromAssignment([.. place.Select(p => fold[p])]);
    }

    /// <summary>A random order of 0 … count − 1 (Fisher and Yates).</summary>
    internal static int[] Shuffled(int count, ForestRandom random)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = random.Next(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
