using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace SoilBeta.Forests;

/// <summary>A <c>.forest</c> file, opened and verified: a forest, its metadata, and refits that are read when needed.</summary>
public sealed class ForestFile
{
    private const long LargestMeta = 1 << 26;

    private readonly string _path;
    private readonly string _name;
    private readonly List<Section> _refits = [];
    private readonly Section? _forest; // null for a regression
    private readonly double[][] _thresholds = [];
    private readonly Forest _meta;
    private readonly Section? _rows;

    private ForestFile(string path, FileStream stream)
    {
        _path = path;
        _name = Path.GetFileName(path);
        Span<byte> start = stackalloc byte[12];
        if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !start[..8].SequenceEqual(ForestFileWriter.Magic))
            throw new InvalidDataException($"forest {_name}: this is not a .forest file. Make one with 'soilbeta train', 'fit' or 'import'.");
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(start[8..]);
        if (version is 0 or > ForestFileWriter.Version)
            throw new InvalidDataException($"forest {_name}: its format is version {version}, this program reads up to {ForestFileWriter.Version}. Use a newer soilbeta, or train the forest again.");

        Section? meta = null, outputs = null, thresholds = null, forest = null, regression = null;
        foreach (Section section in Sections(stream))
        {
            switch (section.Name)
            {
                case "META": meta ??= section; break;
                case OutputSection.Name: outputs ??= section; break;
                case "THRESH": thresholds ??= section; break;
                case "FOREST": forest ??= section; break;
                case "REFIT": _refits.Add(section); break;
                case RegressionSection.Name: regression ??= section; break;
                case TrainingSection.Name: _rows ??= section; break;
            }
        }
        if ((meta ?? throw Damaged(_name, "it has no section META")).Length > LargestMeta)
            throw Damaged(_name, "its section META is too long");
        int refits = 0;
        try
        {
            _meta = ReadMeta(ReadSection(stream, meta), _name, out refits);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or IndexOutOfRangeException)
        {
            throw Damaged(_name, $"its section META cannot be read ({failure.Message})");
        }
        if (version > 1 != outputs is not null)
            throw Damaged(_name, $"its format is version {version}, {(outputs is null ? "without" : "with")} a section {OutputSection.Name}");
        if (outputs is not null)
            _meta = OutputSection.Decode(ReadSection(stream, outputs), _meta, _name);
        if (regression is not null)
        {
            Regression = RegressionSection.Decode(ReadSection(stream, regression), _meta, refits, _name);
            RefitCount = refits;
            RefitBytes = refits * (Features.Count + 1L) * sizeof(double);
            Trees = 1;
            return;
        }
        _forest = forest ?? throw Damaged(_name, "it has no section FOREST");
        RefitCount = _refits.Count;
        RefitBytes = _refits.Sum(section => section.Length);
        if (refits != _refits.Count)
            throw Damaged(_name, $"it has {_refits.Count} refits of {refits}");
        _thresholds = ReadThresholds(ReadSection(stream, thresholds ?? throw Damaged(_name, "it has no section THRESH")));
        (Trees, Nodes, _, _, _) = ForestSection.Header(ReadSection(stream, _forest, ForestSection.HeaderBytes), _forest.Length, _name);
    }

    /// <summary>SHA-256 over the file's content, hexadecimal.</summary>
    public string Checksum { get; private set; } = "";

    /// <summary>Names of the features.</summary>
    public IReadOnlyList<string> Features => _meta.Features;

    /// <summary>Unit of each feature.</summary>
    public IReadOnlyList<string> Units => _meta.Units;

    /// <summary>Name of the target.</summary>
    public string Target => _meta.Target;

    /// <summary>Names of the outputs, in the order of the leaves' values.</summary>
    public IReadOnlyList<string> Outputs => _meta.Outputs;

    /// <summary>Unit of the outputs; empty where unknown.</summary>
    public string OutputUnit => _meta.OutputUnit;

    /// <summary>Kind of model.</summary>
    public ModelKind Model => _meta.Model;

    /// <summary>The regression, where the model is one; null for forests.</summary>
    public RegressionModel? Regression { get; }

    /// <summary>Ranges of the training data, [feature]; empty where unknown.</summary>
    public IReadOnlyList<FeatureRange> Ranges => _meta.Ranges;

    /// <summary>Options of its training; null where unknown.</summary>
    public ForestOptions? Options => _meta.Options;

    /// <summary>Out-of-bag score; null where unknown.</summary>
    public Score? OutOfBag => _meta.OutOfBag;

    /// <summary>Out-of-bag score of each of several outputs; empty for one output, or where unknown.</summary>
    public IReadOnlyList<Score> OutputScores => _meta.OutputScores;

    /// <summary>Trees of the forest; 1 for a regression.</summary>
    public int Trees { get; }

    /// <summary>Nodes of all trees of the forest; 0 for a regression.</summary>
    public long Nodes { get; }

    /// <summary>Number of refits.</summary>
    public int RefitCount { get; }

    /// <summary>Size of all refits, bytes.</summary>
    public long RefitBytes { get; }

    /// <summary>Opens a file and verifies its checksum.</summary>
    /// <exception cref="InvalidDataException">The file is not a forest, of a newer version, truncated or damaged.</exception>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    public static ForestFile Open(string path)
    {
        using FileStream stream = RegularFile.OpenRead(path);
        return new ForestFile(path, stream);
    }

    /// <summary>The forest of a file.</summary>
    public static Forest Read(string path) => Open(path).ReadForest();

    /// <summary>Reads a file in the layout of the devices.</summary>
    /// <param name="path">The file.</param>
    /// <param name="refits">Whether to read its refits instead of its forest.</param>
    public static ForestSet ReadSet(string path, bool refits = false) => Open(path).ReadSet(refits);

    /// <summary>Writes a forest without refits.</summary>
    public static void Write(string path, Forest forest) => WholeFile.Write(path, stream =>
    {
        using var writer = new ForestFileWriter(stream, forest, thresholds: null, refits: 0);
        writer.End();
    });

    /// <summary>Writes a regression with its refits.</summary>
    public static void Write(string path, RegressionModel model) => RegressionSection.Write(path, model);

    /// <summary>The forest.</summary>
    /// <exception cref="InvalidDataException">The file has a regression.</exception>
    public Forest ReadForest() => _meta with { Trees = ForestSection.Decode(Load(RequireForest()), _thresholds, _meta.Outputs.Count, _name) };

    /// <summary>Training data of the model; null where the file does not hold it.</summary>
    /// <exception cref="InvalidDataException">The section is damaged.</exception>
    public TrainingRows? ReadRows() => _rows is null ? null : TrainingSection.Decode(Load(_rows), _meta, _name);

    /// <summary>A refit.</summary>
    /// <exception cref="InvalidDataException">The file has a regression.</exception>
    public Forest ReadRefit(int refit)
    {
        RequireForest();
        return _meta with { Trees = ForestSection.Decode(Load(_refits[refit]), _thresholds, _meta.Outputs.Count, _name) };
    }

    /// <summary>The forest or its refits in the layout of the devices; refits are read when needed and released when no longer referenced.</summary>
    /// <exception cref="InvalidDataException">Refits are requested and the file has none.</exception>
    public ForestSet ReadSet(bool refits = false)
    {
        if (refits && RefitCount == 0)
            throw new InvalidDataException($"forest {_name}: it has no refits. Train it again with 'refits: cycled' or 'crossed' in the study.");
        if (Regression is { } regression)
            return LinearFunction.Set(Features, refits ? regression.Refits : [regression.Function]);
        Section[] sections = refits ? [.. _refits] : [RequireForest()];
        double largest = 0;
        using (FileStream stream = RegularFile.OpenRead(_path))
        {
            foreach (Section section in sections)
                largest = Math.Max(largest, ForestSection.Header(ReadSection(stream, section, ForestSection.HeaderBytes), section.Length, _name).LargestLeaf);
        }
        int shift = ForestFlattening.LeafShift(Trees, largest, Outputs.Count);
        return new ForestSet(Features, new FlatForestsOnDemand(sections.Length, Trees, refit => ReadFlat(sections[refit], shift)), shift) { Outputs = Outputs.Count, LargestLeaf = largest };
    }

    /// <summary>Requires that every tree of the file fits the devices, before hours of computing with other trees. Reads only sections in which a tree may be too large.</summary>
    /// <exception cref="InvalidDataException">A tree is too large; the message names it.</exception>
    public void RequireDevicesFit()
    {
        Section[] sections = _forest is null ? [] : [_forest, .. _refits];
        foreach (Section section in sections)
        {
            ForestSection.SectionHeader header;
            using (FileStream stream = File.OpenRead(_path))
                header = ForestSection.Header(ReadSection(stream, section, ForestSection.HeaderBytes), section.Length, _name);
            if (header.Nodes > FlatNode.LargestOffset)
                _ = ReadFlat(section, ForestFlattening.LeafShift(header.Trees, header.LargestLeaf, Outputs.Count));
        }
    }

    internal static InvalidDataException Damaged(string file, string what) => new($"forest {file}: {what}. The file is damaged or cut off; copy it again, or train it again.");

    private Section RequireForest() => _forest ?? throw new InvalidDataException($"forest {_name}: it holds a regression (model: mixed), not trees.");

    private FlatForest ReadFlat(Section section, int shift)
    {
        // Refits may be read repeatedly: all reads share one array.
        if (section.Length > Array.MaxLength)
            throw Damaged(_name, $"section {section.Name} of {section.Length} bytes cannot be read");
        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)section.Length);
        try
        {
            using FileStream stream = RegularFile.OpenRead(_path);
            var content = bytes.AsSpan(0, (int)section.Length);
            stream.Position = section.Start;
            stream.ReadExactly(content);
            FlatForest flat = ForestSection.DecodeFlat(content, new LeafScale(shift, Outputs.Count), _thresholds, _name);
            return flat.Trees == Trees ? flat : throw Damaged(_name, $"a refit has {flat.Trees} trees of {Trees}");
        }
        catch (EndOfStreamException)
        {
            throw Damaged(_name, $"section {section.Name} of {section.Length} bytes cannot be read");
        }
        catch (InvalidDataException failure) when (!failure.Message.Contains(_name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"forest {_name}: {failure.Message}", failure);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Reads the headers of the sections and verifies the checksum at the end.</summary>
    private List<Section> Sections(FileStream stream)
    {
        var found = new List<Section>();
        using var running = new RunningChecksum();
        stream.Position = 0;
        Hash(12);
        Span<byte> header = stackalloc byte[16];
        while (true)
        {
            if (stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
                throw Damaged(_name, $"it ends after {stream.Length} bytes without a checksum");
            string name = Encoding.ASCII.GetString(header[..8]).TrimEnd();
            long length = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
            if (length < 0 || length > stream.Length - stream.Position)
                throw Damaged(_name, $"section {Printable(name)} has {length} bytes, {stream.Length - stream.Position} are left");
            if (name == "SHA256")
                break;
            running.Append(header);
            found.Add(new Section(name, stream.Position, length));
            Hash(length);
        }
        var stored = new byte[Checksums.Size];
        if (stream.Length - stream.Position != stored.Length)
            throw Damaged(_name, $"{stream.Length - stream.Position} bytes at the end in place of a checksum of {stored.Length}");
        stream.ReadExactly(stored);
        if (!running.Take().AsSpan().SequenceEqual(stored))
            throw Damaged(_name, "its content does not match its checksum");
        Checksum = Checksums.Hex(stored);
        return found;

        void Hash(long bytes)
        {
            var buffer = new byte[(int)Math.Min(1 << 20, Math.Max(1, bytes))];
            while (bytes > 0)
            {
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(buffer.Length, bytes));
                stream.ReadExactly(part);
                running.Append(part);
                bytes -= part.Length;
            }
        }

        static string Printable(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '?'));
    }

    private byte[] Load(Section section)
    {
        using FileStream stream = RegularFile.OpenRead(_path);
        return ReadSection(stream, section);
    }

    private byte[] ReadSection(FileStream stream, Section section, int most = int.MaxValue)
    {
        long length = Math.Min(most, section.Length);
        if (length > Array.MaxLength || section.Start + length > stream.Length)
            throw Damaged(_name, $"section {section.Name} of {section.Length} bytes cannot be read");
        var bytes = new byte[length];
        stream.Position = section.Start;
        stream.ReadExactly(bytes);
        return bytes;
    }

    private double[][] ReadThresholds(ReadOnlySpan<byte> bytes)
    {
        var thresholds = new double[Features.Count][];
        for (int feature = 0; feature < thresholds.Length; feature++)
        {
            int count = bytes.Length < 4 ? -1 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
            if (count < 0 || count > (bytes.Length - 4) / 8)
                throw Damaged(_name, $"the thresholds of '{Features[feature]}' are truncated");
            bytes = bytes[4..];
            thresholds[feature] = new double[count];
            for (int i = 0; i < count; i++)
            {
                thresholds[feature][i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes[(8 * i)..]);
                if (!double.IsFinite(thresholds[feature][i]) || (i > 0 && thresholds[feature][i] <= thresholds[feature][i - 1]))
                    throw Damaged(_name, $"the thresholds of '{Features[feature]}' are not ascending");
            }
            bytes = bytes[(8 * count)..];
        }
        return bytes.IsEmpty ? thresholds : throw Damaged(_name, $"{bytes.Length} bytes remain after the thresholds");
    }

    private static Forest ReadMeta(byte[] bytes, string file, out int refits)
    {
        using var document = JsonDocument.Parse(bytes);
        JsonElement meta = document.RootElement;
        refits = meta.GetProperty("refits").GetInt32();
        string[] features = [.. meta.GetProperty("features").EnumerateArray().Select(name => name.GetString() ?? "")];
        string[] units = [.. meta.GetProperty("units").EnumerateArray().Select(unit => unit.GetString() ?? "")];
        FeatureRange[] ranges = [.. meta.GetProperty("ranges").EnumerateArray().Select(range => new FeatureRange(range[0].GetDouble(), range[1].GetDouble(), range[2].GetDouble(), range[3].GetDouble()))];
        if (features.Length > ForestFlattening.LargestFeatures)
            throw new InvalidDataException($"forest {file}: it has {features.Length:N0} features, and the devices take at most {ForestFlattening.LargestFeatures:N0}. Train it again with fewer.");
        if (units.Length != features.Length || (ranges.Length != 0 && ranges.Length != features.Length))
            throw new FormatException($"{features.Length} features, {units.Length} units, {ranges.Length} ranges");
        ForestOptions? options = null;
        if (meta.TryGetProperty("options", out JsonElement grown))
        {
            options = new ForestOptions
            {
                Trees = grown.GetProperty("trees").GetInt32(),
                Mtry = grown.TryGetProperty("mtry", out JsonElement mtry) ? mtry.GetInt32() : null,
                MinNodeSize = grown.GetProperty("minNodeSize").GetInt32(),
                Seed = grown.GetProperty("seed").GetUInt64(),
                SplitOnLogs = grown.TryGetProperty("splitOnLogs", out JsonElement logs) && logs.GetBoolean(),
            };
        }
        Score? outOfBag = meta.TryGetProperty("outOfBag", out JsonElement score) ? new Score(Number(score, "rSquared"), Number(score, "rmse")) : null;
        return new Forest
        {
            Features = features,
            Units = units,
            Trees = [],
            Target = meta.GetProperty("target").GetString() ?? "",
            OutputUnit = meta.TryGetProperty("outputUnit", out JsonElement unit) ? unit.GetString() ?? "" : "",
            Model = ModelKinds.Read(meta.GetProperty("model").GetString(), file),
            Ranges = ranges,
            Options = options,
            OutOfBag = outOfBag,
        };

        static double Number(JsonElement parent, string name) => parent.TryGetProperty(name, out JsonElement value) ? value.GetDouble() : double.NaN;
    }

    /// <summary>Name and position of a section.</summary>
    private sealed record Section(string Name, long Start, long Length);
}
