using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace SoilBeta.Forests;

/// <summary>Writes a <c>.forest</c> file section by section, so that only one refit at a time is in memory. The same forests give the same bytes.</summary>
/// <remarks>
/// Little endian: 8 bytes <c>SBFOREST</c>, uint32 version; then sections, each with 8 bytes of name, int64 length, content. A reader skips sections with unknown names.
/// <c>META</c> (JSON: names, units, ranges, options, scores), <c>OUTPUTS</c> (several outputs only: <see cref="OutputSection"/>), <c>ROWS</c> (the training data, where known: <see cref="TrainingSection"/>), <c>THRESH</c> (for each feature an int32 count and the ascending doubles), <c>FOREST</c>, any number of <c>REFIT</c> (or, for a
/// regression, <c>LINEAR</c> in place of these three: <see cref="RegressionSection"/>), and finally <c>SHA256</c> over all preceding bytes.
/// </remarks>
internal sealed class ForestFileWriter : IDisposable
{
    /// <summary>First bytes of a file.</summary>
    public static readonly byte[] Magic = "SBFOREST"u8.ToArray();

    /// <summary>Newest version that can be read: that of forests with several outputs. Others are written as version 1, which every program reads.</summary>
    public const uint Version = 2;

    private readonly Stream _stream;
    private readonly IReadOnlyList<double[]> _thresholds;
    private readonly RunningChecksum _checksum = new();

    /// <summary>Begins a file with a forest.</summary>
    /// <param name="stream">Output stream.</param>
    /// <param name="forest">The forest.</param>
    /// <param name="thresholds">Every threshold that may occur in the forest or a refit, [feature][rank]; null for those of the forest.</param>
    /// <param name="refits">Number of refits that will follow.</param>
    public ForestFileWriter(Stream stream, Forest forest, IReadOnlyList<double[]>? thresholds, int refits)
    {
        _stream = stream;
        _thresholds = thresholds ?? ThresholdsOf(forest);
        Begin(forest, refits);
        var bytes = new ByteWriter();
        foreach (double[] column in _thresholds)
        {
            bytes.Int32(column.Length);
            foreach (double threshold in column)
                bytes.Double(threshold);
        }
        Section("THRESH", bytes.ToArray());
        Section("FOREST", ForestSection.Encode(forest.Trees, _thresholds));
    }

    /// <summary>Begins a file with a model other than a forest, whose own section follows.</summary>
    /// <param name="stream">Output stream.</param>
    /// <param name="meta">Names, units, ranges; no trees.</param>
    /// <param name="refits">Number of refits in the model's section.</param>
    public ForestFileWriter(Stream stream, Forest meta, int refits)
    {
        _stream = stream;
        _thresholds = [];
        Begin(meta, refits);
    }

    /// <summary>Adds a refit; returns its size in bytes.</summary>
    public long AddRefit(IReadOnlyList<Tree> trees)
    {
        byte[] bytes = ForestSection.Encode(trees, _thresholds);
        Section("REFIT", bytes);
        return bytes.Length;
    }

    /// <summary>Adds a section; readers that do not know its name skip it.</summary>
    public void Section(string name, ReadOnlySpan<byte> content)
    {
        Span<byte> header = stackalloc byte[16];
        header[..8].Fill((byte)' ');
        Encoding.ASCII.GetBytes(name, header);
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], content.Length);
        Put(header);
        Put(content);
    }

    /// <summary>Ends the file with its checksum.</summary>
    public void End() => Section("SHA256", _checksum.Take());

    /// <inheritdoc/>
    public void Dispose() => _checksum.Dispose();

    private void Begin(Forest meta, int refits)
    {
        Put(Magic);
        var version = new byte[4];
        bool several = meta.Outputs.Count > 1;
        BinaryPrimitives.WriteUInt32LittleEndian(version, several ? Version : 1);
        Put(version);
        Section("META", Meta(meta, refits));
        if (several)
            Section(OutputSection.Name, OutputSection.Encode(meta));
        if (meta.Rows is { } rows)
            Section(TrainingSection.Name, TrainingSection.Encode(rows));
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        _checksum.Append(bytes);
        _stream.Write(bytes);
    }

    /// <summary>Distinct thresholds of a forest, ascending, [feature][rank].</summary>
    public static double[][] ThresholdsOf(Forest forest)
    {
        var found = new HashSet<double>[forest.Features.Count];
        for (int feature = 0; feature < found.Length; feature++)
            found[feature] = [];
        foreach (Tree tree in forest.Trees)
        {
            for (int node = 0; node < tree.Nodes; node++)
            {
                if (tree.Feature[node] >= 0)
                    found[tree.Feature[node]].Add(tree.Threshold[node]);
            }
        }
        return [.. found.Select(column => column.Order().ToArray())];
    }

    private static byte[] Meta(Forest forest, int refits)
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            Strings(json, "features", forest.Features);
            Strings(json, "units", forest.Units);
            json.WriteString("target", forest.Target);
            if (forest.OutputUnit.Length > 0)
                json.WriteString("outputUnit", forest.OutputUnit);
            json.WriteString("model", forest.Model.Word());
            json.WriteNumber("refits", refits);
            json.WriteStartArray("ranges");
            foreach (FeatureRange range in forest.Ranges)
            {
                json.WriteStartArray();
                foreach (double value in (double[])[range.Min, range.Max, range.Mean, range.Sd])
                    json.WriteNumberValue(value);
                json.WriteEndArray();
            }
            json.WriteEndArray();
            if (forest.Options is { } options)
            {
                json.WriteStartObject("options");
                json.WriteNumber("trees", options.Trees);
                if (options.Mtry is { } mtry)
                    json.WriteNumber("mtry", mtry);
                json.WriteNumber("minNodeSize", options.MinNodeSize);
                json.WriteNumber("seed", options.Seed);
                if (options.SplitOnLogs)
                    json.WriteBoolean("splitOnLogs", true);
                json.WriteEndObject();
            }
            if (forest.OutOfBag is { } score)
            {
                json.WriteStartObject("outOfBag");
                if (double.IsFinite(score.RSquared))
                    json.WriteNumber("rSquared", score.RSquared);
                if (double.IsFinite(score.Rmse))
                    json.WriteNumber("rmse", score.Rmse);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        }
        return memory.ToArray();

        static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
        {
            json.WriteStartArray(name);
            foreach (string value in values)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }
    }
}
