namespace SoilBeta.Mapping.Maps;

/// <summary>An ecosystem's area fractions from its finished tiles, by rows of the window from north to south.</summary>
internal sealed class FractionRows(FinishedTiles tiles) : IDisposable
{
    private readonly IEnumerator<TileRecord> _tiles = tiles.Read().GetEnumerator();
    private TileRecord? _tile;
    private int _cell;
    private bool _ended;

    /// <summary>Reads the next rows.</summary>
    /// <param name="first">Position of the first cell.</param>
    /// <param name="fractions">Receives the area fractions, 0 where the ecosystem is not mapped.</param>
    public void Read(long first, Span<float> fractions)
    {
        fractions.Clear();
        while (!_ended)
        {
            if (_tile is null || _cell == _tile.Cells.Cells)
            {
                (_ended, _cell) = (!_tiles.MoveNext(), 0);
                _tile = _ended ? null : _tiles.Current;
                continue;
            }
            long at = _tile.Cells.Positions[_cell] - first;
            if (at >= fractions.Length)
                return;
            fractions[(int)at] = _tile.Cells.Fractions[_cell++];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _tiles.Dispose();
}
