using System.Collections;

namespace SoilBeta.Forests;

/// <summary>Flat forests that are read when asked for and kept while somebody uses them, so that a hundred refits need not be in memory at once. The first stays: its number of trees is asked for all the time.</summary>
internal sealed class FlatForestsOnDemand(int count, Func<int, FlatForest> read) : IReadOnlyList<FlatForest>
{
    private readonly WeakReference<FlatForest>?[] _known = new WeakReference<FlatForest>?[count];
    private readonly Lock _lock = new();
    private volatile FlatForest? _first;

    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public FlatForest this[int index]
    {
        get
        {
            if (index == 0 && _first is { } first)
                return first;
            lock (_lock)
            {
                if (_known[index]?.TryGetTarget(out FlatForest? known) == true)
                    return known;
                FlatForest forest = read(index);
                _known[index] = new WeakReference<FlatForest>(forest);
                if (index == 0)
                    _first = forest;
                return forest;
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerator<FlatForest> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
