using System.Buffers.Binary;

namespace SoilBeta.Forests;

/// <summary>The section <c>LINEAR</c> of a <c>.forest</c> file: a regression in place of trees.</summary>
/// <remarks>Little endian: int32 features n, int32 refits; doubles: intercept and n coefficients, (n + 1)² covariances by rows, variances between and within groups, then intercept and n coefficients of each refit.</remarks>
internal static class RegressionSection
{
    /// <summary>Name of the section.</summary>
    public const string Name = "LINEAR";

    private const int HeaderBytes = 8;

    /// <summary>Writes the file of a regression.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The regression.</param>
    public static void Write(string path, RegressionModel model) => WholeFile.Write(path, stream =>
    {
        var meta = new Forest { Features = model.Features, Units = model.Units, Trees = [], Target = model.Target, Model = ModelKind.Mixed, Ranges = model.Ranges, Rows = model.Rows };
        using var writer = new ForestFileWriter(stream, meta, model.Refits.Count);
        writer.Section(Name, Encode(model));
        writer.End();
    });

    /// <summary>Encodes the section.</summary>
    public static byte[] Encode(RegressionModel model)
    {
        var bytes = new ByteWriter();
        bytes.Int32(model.Features.Count);
        bytes.Int32(model.Refits.Count);
        Function(model.Function);
        foreach (double value in model.Covariance.SelectMany(row => row))
            bytes.Double(value);
        bytes.Double(model.GroupVariance);
        bytes.Double(model.ResidualVariance);
        foreach (var refit in model.Refits)
            Function(refit);
        return bytes.ToArray();

        void Function(LinearFunction function)
        {
            bytes.Double(function.Intercept);
            foreach (double coefficient in function.Coefficients)
                bytes.Double(coefficient);
        }
    }

    /// <summary>Decodes the section.</summary>
    /// <param name="section">Bytes, verified by their checksum.</param>
    /// <param name="meta">Names, units and ranges from the file.</param>
    /// <param name="refits">Number of refits according to the file's metadata.</param>
    /// <param name="file">The file, for messages.</param>
    public static RegressionModel Decode(byte[] section, Forest meta, int refits, string file)
    {
        int n = meta.Features.Count;
        long doubles = (n + 1L) + ((n + 1L) * (n + 1L)) + 2 + (refits * (n + 1L));
        if (section.Length < HeaderBytes || BinaryPrimitives.ReadInt32LittleEndian(section) != n || BinaryPrimitives.ReadInt32LittleEndian(section.AsSpan(4)) != refits || section.Length != HeaderBytes + (doubles * sizeof(double)))
            throw ForestFile.Damaged(file, $"its section {Name} of {section.Length} bytes does not fit {n} features and {refits} refits");
        int at = HeaderBytes;
        return new RegressionModel
        {
            Features = meta.Features,
            Units = meta.Units,
            Target = meta.Target,
            Ranges = meta.Ranges,
            Function = Function(),
            Covariance = [.. Enumerable.Range(0, n + 1).Select(_ => Enumerable.Range(0, n + 1).Select(_ => Next()).ToArray())],
            GroupVariance = Next(),
            ResidualVariance = Next(),
            Refits = [.. Enumerable.Range(0, refits).Select(_ => Function())],
        };

        LinearFunction Function() => new(Next(), [.. Enumerable.Range(0, n).Select(_ => Next())]);

        double Next()
        {
            double value = BinaryPrimitives.ReadDoubleLittleEndian(section.AsSpan(at));
            at += sizeof(double);
            return double.IsFinite(value) ? value : throw ForestFile.Damaged(file, $"its section {Name} has a value that is not a number");
        }
    }
}
