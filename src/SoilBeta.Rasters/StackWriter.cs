using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace SoilBeta.Rasters;

/// <summary>Writes a stack layer by layer, rows from north to south, into a temporary file that gets its final name when it is complete.</summary>
public sealed class StackWriter : IDisposable
{
    /// <summary>Approximate size of a checksummed block of whole rows, bytes.</summary>
    internal const int BlockBytes = 1 << 20;

    private readonly string _path;
    private readonly string _temporary;
    private readonly FileStream _file;
    private readonly StackHeader _header;
    private readonly List<byte[]> _checksums = [];
    private readonly RunningChecksum _block = new();
    private readonly RunningChecksum _whole = new();
    private StackLayer? _layer;
    private int _rows;
    private bool _committed;

    private StackWriter(string path, Grid grid, string key)
    {
        _path = path;
        _temporary = TemporaryName.For(path);
        GeoTransform t = grid.Transform;
        _header = new StackHeader
        {
            Key = key,
            Width = grid.Width,
            Height = grid.Height,
            Transform = [t.OriginX, t.StepX, t.SkewX, t.OriginY, t.SkewY, t.StepY],
            Crs = grid.Crs.Wkt,
            BlockRows = Math.Clamp(BlockBytes / (sizeof(float) * grid.Width), 1, grid.Height),
        };
        _file = WholeFile.Create(_temporary);
        Span<byte> head = stackalloc byte[StackHeader.HeadBytes];
        head.Clear();
        StackHeader.Magic.CopyTo(head);
        Append(head);
    }

    /// <summary>Begins a stack.</summary>
    /// <param name="path">Final name, in an existing folder.</param>
    /// <param name="grid">Grid of all layers.</param>
    /// <param name="key">Checksum of its inputs and options.</param>
    public static StackWriter Create(string path, Grid grid, string key) => new(path, grid, key);

    /// <summary>Begins a layer; the previous one must be complete.</summary>
    public void Begin(StackLayer layer)
    {
        FinishLayer();
        if (_header.Layers.Any(other => other.Name == layer.Name))
            throw new ArgumentException($"The stack has a layer '{layer.Name}' already.", nameof(layer));
        layer.Position = _file.Position;
        layer.Min = float.PositiveInfinity;
        layer.Max = float.NegativeInfinity;
        layer.Count = 0;
        _layer = layer;
        _rows = 0;
    }

    /// <summary>Appends whole rows to the layer, [row][column].</summary>
    public void Write(ReadOnlySpan<float> values)
    {
        StackLayer layer = _layer ?? throw new InvalidOperationException("No layer has been begun.");
        if (values.Length % _header.Width != 0)
            throw new ArgumentException($"{values.Length} values are no whole rows of {_header.Width} cells.", nameof(values));
        foreach (float value in values)
        {
            if (float.IsNaN(value))
                continue;
            layer.Count++;
            layer.Min = MathF.Min(layer.Min, value);
            if (float.IsFinite(value))
                layer.Max = MathF.Max(layer.Max, value);
        }
        while (!values.IsEmpty)
        {
            int rows = Math.Min(values.Length / _header.Width, _header.BlockRows - (_rows % _header.BlockRows));
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values[..(rows * _header.Width)]);
            _block.Append(bytes);
            Append(bytes);
            _rows += rows;
            values = values[(rows * _header.Width)..];
            if (_rows > _header.Height)
                throw new InvalidOperationException($"Layer '{layer.Name}' got more than its {_header.Height} rows.");
            if (_rows % _header.BlockRows == 0 || _rows == _header.Height)
                _checksums.Add(_block.Take());
        }
    }

    /// <summary>Reads back whole rows, [row][column], of a complete layer (another has been begun since).</summary>
    public void ReadRows(string layer, int firstRow, Span<float> values)
    {
        StackLayer facts = _header.Layers.Single(one => one.Name == layer);
        _file.Flush();
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        long position = facts.Position + ((long)firstRow * _header.Width * sizeof(float));
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(_file.SafeFileHandle, bytes, position);
            if (read == 0)
                throw new EndOfStreamException($"{_temporary} ends too early.");
            bytes = bytes[read..];
            position += read;
        }
    }

    /// <summary>Closes the file, verifies it and moves it to its final name.</summary>
    /// <param name="properties">Stored in <see cref="StackHeader.Properties"/>.</param>
    /// <exception cref="InvalidDataException">The bytes read back differ from those written.</exception>
    public void Commit(IReadOnlyDictionary<string, string>? properties = null)
    {
        FinishLayer();
        foreach ((string name, string value) in properties ?? new Dictionary<string, string>())
            _header.Properties[name] = value;
        _header.ChecksumPosition = _file.Position;
        foreach (byte[] checksum in _checksums)
            Append(checksum);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(_header, StackHeader.Json);
        Span<byte> closing = stackalloc byte[StackHeader.ClosingBytes + sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(closing, _file.Position);
        BinaryPrimitives.WriteInt64LittleEndian(closing[8..], json.Length);
        Checksums.OfBytes(json).CopyTo(closing[16..]);
        StackHeader.Magic.CopyTo(closing[48..]);
        Append(json);
        Append(closing[..StackHeader.ClosingBytes]);
        _file.Dispose();
        WholeFile.Publish(_temporary, _path, Checksums.Hex(_whole.Take()));
        _committed = true;
    }

    /// <summary>Removes the temporary file if the stack was not committed.</summary>
    public void Dispose()
    {
        _block.Dispose();
        _whole.Dispose();
        _file.Dispose();
        if (!_committed)
            File.Delete(_temporary);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        _whole.Append(bytes);
        _file.Write(bytes);
    }

    private void FinishLayer()
    {
        if (_layer is null)
            return;
        if (_rows != _header.Height)
            throw new InvalidOperationException($"Layer '{_layer.Name}' has {_rows} of its {_header.Height} rows.");
        int blocks = _header.Blocks;
        _layer.Checksum = Checksums.Hex(Checksums.OfBytes([.. _checksums[^blocks..].SelectMany(block => block)]));
        if (_layer.Count == 0 || float.IsInfinity(_layer.Min))
            _layer.Min = 0;
        if (float.IsInfinity(_layer.Max))
            _layer.Max = 0;
        _header.Layers.Add(_layer);
        _layer = null;
    }
}
