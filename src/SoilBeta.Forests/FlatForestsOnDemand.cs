using System.Collections;

namespace SoilBeta.Forests;

/// <summary>Flat forests that are read when needed and released when no longer referenced, so that a hundred refits need not be in memory at once. Keeps the positions of their trees once read.</summary>
/// <param name="count">Number of forests.</param>
/// <param name="trees">Trees of each forest.</param>
/// <param name="read">Reads one forest; never called concurrently, so that at most one is being read.</param>
public sealed class FlatForestsOnDemand(int count, int trees, Func<int, FlatForest> read) : IReadOnlyList<FlatForest>
{
    private readonly WeakReference<FlatForest>?[] _known = new WeakReference<FlatForest>?[count];
    private readonly int[]?[] _roots = new int[]?[count];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public int Count => count;

    /// <summary>Trees of each forest.</summary>
    public int Trees => trees;

    /// <inheritdoc/>
    public FlatForest this[int index]
    {
        get
        {
            lock (_lock)
            {
                if (_known[index]?.TryGetTarget(out FlatForest? known) == true)
                    return known;
                FlatForest forest = read(index);
                _known[index] = new WeakReference<FlatForest>(forest);
                _roots[index] = forest.Roots;
                return forest;
            }
        }
    }

    /// <summary>Index of each tree's root in a forest, then the number of nodes; reads the forest only where they are not known yet.</summary>
    public int[] Roots(int index)
    {
        lock (_lock)
        {
            if (_roots[index] is { } roots)
                return roots;
        }
        return this[index].Roots;
    }

    /// <inheritdoc/>
    public IEnumerator<FlatForest> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
