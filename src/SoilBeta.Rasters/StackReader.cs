using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace SoilBeta.Rasters;

/// <summary>Reads a stack: windows of rows for the maps, single cells for the profiles. Verifies the checksum of every block when it is first read. Thread-safe.</summary>
public sealed class StackReader : IDisposable
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private readonly byte[] _checksums;
    private readonly bool[] _checked;
    private readonly Dictionary<string, int> _layers = new(StringComparer.Ordinal);
    private readonly Lazy<PlaceFinder> _places;

    private StackReader(string path, SafeFileHandle file)
    {
        _path = path;
        _file = file;
        (Header, Checksum) = ReadHeader();
        int blocks = Header.Blocks * Header.Layers.Count;
        _checksums = new byte[blocks * Checksums.Size];
        ReadExactly(_checksums, Header.ChecksumPosition);
        for (int i = 0; i < Header.Layers.Count; i++)
        {
            _layers[Header.Layers[i].Name] = i;
            int bytes = Header.Blocks * Checksums.Size;
            if (Checksums.Hex(Checksums.OfBytes(_checksums.AsSpan(i * bytes, bytes))) != Header.Layers[i].Checksum)
                throw Damaged($"the checksums of layer '{Header.Layers[i].Name}' do not agree");
        }
        _checked = new bool[blocks];
        double[] t = Header.Transform;
        Grid = new Grid(Header.Width, Header.Height, new GeoTransform(t[0], t[1], t[2], t[3], t[4], t[5]), ParseCrs(Header.Crs));
        _places = new Lazy<PlaceFinder>(() => new PlaceFinder(Grid));
    }

    /// <summary>Header of the file.</summary>
    public StackHeader Header { get; }

    /// <summary>SHA-256 of the header, hexadecimal; since the header holds the layers' checksums, it identifies the whole stack.</summary>
    public string Checksum { get; }

    /// <summary>Grid of all layers.</summary>
    public Grid Grid { get; }

    /// <summary>Opens a stack.</summary>
    /// <exception cref="InvalidDataException">The file is missing, not a stack, or damaged.</exception>
    public static StackReader Open(string path)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: there is no such stack.\n  Make it: soilbeta map STUDY.yml (or run) warps the rasters.");
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
        try
        {
            return new StackReader(path, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Key of a stack on disk; null without a complete stack.</summary>
    public static string? KeyOf(string path)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            using StackReader stack = Open(path);
            return stack.Header.Key;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Whether the stack has a layer.</summary>
    public bool Has(string layer) => _layers.ContainsKey(layer);

    /// <summary>Description of a layer.</summary>
    public StackLayer Layer(string layer) => Header.Layers[IndexOf(layer)];

    /// <summary>Reads whole rows of a layer.</summary>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="firstRow">First row.</param>
    /// <param name="values">Receives the values, [row][column]; its length, a multiple of the width, determines the number of rows.</param>
    /// <exception cref="InvalidDataException">The stack is damaged there.</exception>
    public void ReadRows(string layer, int firstRow, Span<float> values) => Read(layer, new GridWindow(0, firstRow, Header.Width, values.Length / Header.Width), values);

    /// <summary>Reads a window of a layer, [row][column] of the window.</summary>
    /// <exception cref="InvalidDataException">The stack is damaged there.</exception>
    public void Read(string layer, GridWindow window, Span<float> values)
    {
        if (window.Column < 0 || window.Row < 0 || window.Column + window.Width > Header.Width || window.Row + window.Height > Header.Height || values.Length < window.Cells)
            throw new ArgumentOutOfRangeException(nameof(window), $"{window} does not lie in the {Header.Width} × {Header.Height} cells of the stack, or the buffer is too small.");
        int index = IndexOf(layer);
        for (int block = window.Row / Header.BlockRows; block * Header.BlockRows < window.Row + window.Height; block++)
            Check(index, block);
        long start = Header.Layers[index].Position;
        if (window.Width == Header.Width)
        {
            ReadExactly(MemoryMarshal.AsBytes(values[..(int)window.Cells]), start + ((long)window.Row * Header.Width * sizeof(float)));
            return;
        }
        for (int row = 0; row < window.Height; row++)
            ReadExactly(MemoryMarshal.AsBytes(values.Slice(row * window.Width, window.Width)), start + ((((long)(window.Row + row) * Header.Width) + window.Column) * sizeof(float)));
    }

    /// <summary>Value of the cell that contains a place; NaN outside the grid and where there is no data.</summary>
    /// <param name="layer">Name of the layer.</param>
    /// <param name="longitude">Longitude, degrees east, WGS84.</param>
    /// <param name="latitude">Latitude, degrees north, WGS84.</param>
    public float Sample(string layer, double longitude, double latitude)
    {
        if (!TryFind(longitude, latitude, out int column, out int row))
            return float.NaN;
        float value = float.NaN;
        Read(layer, new GridWindow(column, row, 1, 1), new Span<float>(ref value));
        return value;
    }

    /// <summary>Finds the cell that contains a place.</summary>
    /// <returns>False outside the grid.</returns>
    public bool TryFind(double longitude, double latitude, out int column, out int row) => _places.Value.TryFind(longitude, latitude, out column, out row);

    /// <summary>Verifies the checksum of every block.</summary>
    /// <exception cref="InvalidDataException">The stack is damaged; the message names the layer and rows.</exception>
    public void Verify()
    {
        for (int layer = 0; layer < Header.Layers.Count; layer++)
        {
            for (int block = 0; block < Header.Blocks; block++)
                Check(layer, block);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_places.IsValueCreated)
            _places.Value.Dispose();
        _file.Dispose();
    }

    private int IndexOf(string layer) => _layers.TryGetValue(layer, out int index)
        ? index
        : throw new InvalidDataException($"{_path} has no layer '{layer}'; it has {string.Join(", ", _layers.Keys)}.\n  It belongs to another study: delete it, it is made again.");

    private void Check(int layer, int block)
    {
        int at = (layer * Header.Blocks) + block;
        if (Volatile.Read(ref _checked[at]))
            return;
        int first = block * Header.BlockRows, rows = Math.Min(Header.BlockRows, Header.Height - first);
        byte[] bytes = new byte[(long)rows * Header.Width * sizeof(float)];
        ReadExactly(bytes, Header.Layers[layer].Position + ((long)first * Header.Width * sizeof(float)));
        if (!Checksums.Match(bytes, _checksums.AsSpan(at * Checksums.Size, Checksums.Size)))
            throw Damaged($"rows {first}–{first + rows - 1} of layer '{Header.Layers[layer].Name}' do not have their checksum");
        Volatile.Write(ref _checked[at], true);
    }

    private (StackHeader Header, string Checksum) ReadHeader()
    {
        long length = RandomAccess.GetLength(_file);
        if (length < StackHeader.HeadBytes + StackHeader.ClosingBytes)
            throw Damaged($"it is {length} bytes long");
        Span<byte> head = stackalloc byte[StackHeader.Magic.Length];
        ReadExactly(head, 0);
        if (!head.SequenceEqual(StackHeader.Magic))
            throw new InvalidDataException($"{_path} is not a stack of this version.\n  Delete it, it is made again.");
        byte[] closing = new byte[StackHeader.ClosingBytes];
        ReadExactly(closing, length - StackHeader.ClosingBytes);
        long position = BinaryPrimitives.ReadInt64LittleEndian(closing), size = BinaryPrimitives.ReadInt64LittleEndian(closing.AsSpan(8));
        if (!closing.AsSpan(48).SequenceEqual(StackHeader.Magic) || size is < 2 or > 1 << 28 || position < StackHeader.HeadBytes || position != length - StackHeader.ClosingBytes - size)
            throw Damaged("its end is missing");
        byte[] json = new byte[size];
        ReadExactly(json, position);
        ReadOnlySpan<byte> checksum = closing.AsSpan(16, Checksums.Size);
        if (!Checksums.Match(json, checksum))
            throw Damaged("its header does not have its checksum");
        StackHeader header = Parse(json);
        bool sound = Plausible(header)
            && header.Layers.All(layer => layer.Position >= StackHeader.HeadBytes && layer.Position <= header.ChecksumPosition - ((long)header.Width * header.Height * sizeof(float)))
            && header.ChecksumPosition + ((long)header.Layers.Count * header.Blocks * Checksums.Size) == position;
        return sound ? (header, Checksums.Hex(checksum)) : throw Damaged("its header does not fit the file");
    }

    /// <summary>Whether the sizes in a header are within those that this program writes, so that reading allocates no more.</summary>
    private static bool Plausible(StackHeader header) =>
        header is { Width: > 0, Height: > 0, BlockRows: > 0, Transform.Length: 6, Crs: not null, Key: not null, Layers: not null, Properties: not null, ChecksumPosition: > 0 }
        && (long)header.Width * header.Height <= Grid.MostCells
        && header.BlockRows <= header.Height && (header.BlockRows == 1 || (long)header.BlockRows * header.Width * sizeof(float) <= StackWriter.BlockBytes)
        && (long)header.Layers.Count * header.Blocks * Checksums.Size < int.MaxValue
        && header.Layers.All(layer => layer is { Name: not null, Checksum: not null, Codes: not null })
        && header.Layers.Select(layer => layer.Name).Distinct(StringComparer.Ordinal).Count() == header.Layers.Count;

    private StackHeader Parse(byte[] json)
    {
        try
        {
            return JsonSerializer.Deserialize<StackHeader>(json, StackHeader.Json) ?? throw Damaged("its header is empty");
        }
        catch (JsonException failure)
        {
            throw Damaged($"its header cannot be read ({failure.Message})");
        }
    }

    private Crs ParseCrs(string wkt)
    {
        try
        {
            return Crs.OfStack(wkt);
        }
        catch (InvalidDataException failure)
        {
            throw Damaged($"its reference system cannot be read ({failure.Message.Split('\n')[0].TrimEnd('.')})");
        }
    }

    private void ReadExactly(Span<byte> target, long position)
    {
        while (!target.IsEmpty)
        {
            int read = RandomAccess.Read(_file, target, position);
            if (read == 0)
                throw Damaged("it ends too early");
            target = target[read..];
            position += read;
        }
    }

    private InvalidDataException Damaged(string what) => new($"{_path} is damaged: {what}.\n  Delete it, it is made again from the rasters.");
}
