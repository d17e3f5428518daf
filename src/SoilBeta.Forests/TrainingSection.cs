using System.Buffers.Binary;
using System.Text;

namespace SoilBeta.Forests;

/// <summary>The section <c>ROWS</c> of a <c>.forest</c> file: the training data of the model.</summary>
/// <remarks>
/// Little endian: int32 rows n, features, ratios and depth of the topsoil (cm); for each ratio int32 bytes of its name and the name in UTF-8; doubles: the features' weights; int32: site and fold of each row; doubles: targets, [output][row];
/// float32: features, [feature][row]; doubles: ratios, [ratio][row], NaN where unknown.
/// </remarks>
internal static class TrainingSection
{
    /// <summary>Name of the section.</summary>
    public const string Name = "ROWS";

    private const int HeaderBytes = 16, LargestRatios = 64, LongestName = 64;

    /// <summary>Encodes the section.</summary>
    public static byte[] Encode(TrainingRows rows)
    {
        var bytes = new ByteWriter();
        bytes.Int32(rows.Table.Rows);
        bytes.Int32(rows.Table.Features.Count);
        bytes.Int32(rows.Ratios.Count);
        bytes.Int32(rows.TopsoilDepth);
        foreach (var ratio in rows.Ratios)
        {
            byte[] name = Encoding.UTF8.GetBytes(ratio.Name);
            bytes.Int32(name.Length);
            foreach (byte letter in name)
                bytes.Byte(letter);
        }
        foreach (double weight in rows.Weights)
            bytes.Double(weight);
        foreach (int value in rows.Table.Sites.Concat(rows.Folds))
            bytes.Int32(value);
        foreach (double value in rows.Table.Targets.SelectMany(target => target))
            bytes.Double(value);
        foreach (float value in rows.Table.Columns.SelectMany(column => column))
            bytes.Int32(BitConverter.SingleToInt32Bits(value));
        foreach (double value in rows.Ratios.SelectMany(ratio => ratio.Values))
            bytes.Double(value);
        return bytes.ToArray();
    }

    /// <summary>Decodes the section.</summary>
    /// <param name="section">Bytes, verified by their checksum.</param>
    /// <param name="meta">Names, units and ranges from the file.</param>
    /// <param name="file">The file, for messages.</param>
    /// <exception cref="InvalidDataException">The section does not match the rest of the file, or has impossible values.</exception>
    public static TrainingRows Decode(byte[] section, Forest meta, string file)
    {
        if (section.Length < HeaderBytes)
            throw Damaged();
        int at = 0, rows = Int32(), features = Int32(), ratios = Int32(), depth = Int32();
        if (rows is < 1 or > TrainingTable.LargestRows || features != meta.Features.Count || ratios is < 0 or > LargestRatios || depth is < 10 or > 100)
            throw Damaged();
        string[] names = [.. Enumerable.Range(0, ratios).Select(_ => Text())];
        long rest = (features * 8L) + (rows * (8L + (features * 4L) + ((ratios + (long)meta.Outputs.Count) * 8L)));
        if (section.Length - at != rest)
            throw Damaged();
        double[] weights = Doubles(features);
        int[] sites = [.. Enumerable.Range(0, rows).Select(_ => Int32())], folds = [.. Enumerable.Range(0, rows).Select(_ => Int32())];
        double[][] targets = [.. meta.Outputs.Select(_ => Doubles(rows))];
        float[][] columns = [.. Enumerable.Range(0, features).Select(_ => Enumerable.Range(0, rows).Select(_ => BitConverter.Int32BitsToSingle(Int32())).ToArray())];
        QuantileTarget[] known = [.. names.Select(name => new QuantileTarget(name, Doubles(rows), IsRatio: true, 0))];
        if (weights.Any(weight => !(weight >= 0 && double.IsFinite(weight))) || sites.Any(site => site < 0) || known.Any(ratio => ratio.Values.Any(value => !double.IsNaN(value) && !(value > 0 && double.IsFinite(value)))))
            throw Damaged();
        try
        {
            return new TrainingRows { Table = new TrainingTable(meta.Features, meta.Units, columns, targets, meta.Outputs, sites), Folds = folds, Weights = weights, Ratios = known, TopsoilDepth = depth };
        }
        catch (InvalidDataException)
        {
            throw Damaged();
        }

        int Int32()
        {
            int value = BinaryPrimitives.ReadInt32LittleEndian(section.AsSpan(at));
            at += sizeof(int);
            return value;
        }

        string Text()
        {
            int length = section.Length - at < sizeof(int) ? -1 : Int32();
            if (length is < 1 or > LongestName || length > section.Length - at)
                throw Damaged();
            at += length;
            return Encoding.UTF8.GetString(section, at - length, length);
        }

        double[] Doubles(int count)
        {
            var values = new double[count];
            for (int i = 0; i < count; i++, at += sizeof(double))
                values[i] = BinaryPrimitives.ReadDoubleLittleEndian(section.AsSpan(at));
            return values;
        }

        InvalidDataException Damaged() => ForestFile.Damaged(file, $"its section {Name} of {section.Length} bytes does not fit a model of {meta.Features.Count} features");
    }
}
