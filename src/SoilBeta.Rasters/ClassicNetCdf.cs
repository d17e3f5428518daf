using System.Buffers.Binary;

namespace SoilBeta.Rasters;

/// <summary>Holds a netCDF file of the classic formats (CDF-1, 2 and 5) against its own length before the netCDF library sees it, which believes what a header claims: it has crashed, and read for minutes, where that is more than the file holds.</summary>
internal sealed class ClassicNetCdf
{
    /// <summary>Longest header that is looked at, bytes; real ones have kilobytes.</summary>
    private const int LongestHeader = 16 << 20;

    private const int Dimensions = 10, Variables = 11, Attributes = 12;

    // Bytes of a value by type, from 1: byte, char, short, int, float, double; with CDF-5 also unsigned and 64-bit integers.
    private static ReadOnlySpan<byte> TypeBytes => [0, 1, 1, 2, 4, 4, 8, 1, 2, 4, 8, 8];

    private readonly string _path;
    private readonly byte[] _head;
    private readonly long _length;
    private readonly int _version;
    private int _at;

    private ClassicNetCdf(string path, byte[] head, long length) => (_path, _head, _length, _version, _at) = (path, head, length, head[3], 4);

    /// <summary>Whether a file of this machine is one; if so, it is sound.</summary>
    /// <exception cref="InvalidDataException">Its header is damaged, or claims more than the file holds.</exception>
    public static bool Passes(string path)
    {
        byte[] head;
        long length;
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> magic = stackalloc byte[4];
            if (file.ReadAtLeast(magic, 4, throwOnEndOfStream: false) < 4 || !magic[..3].SequenceEqual("CDF"u8) || magic[3] is not (1 or 2 or 5))
                return false;
            length = file.Length;
            file.Position = 0;
            head = new byte[Math.Min(length, LongestHeader)];
            file.ReadExactly(head);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // GDAL says why it cannot be read
        }
        new ClassicNetCdf(path, head, length).Walk();
        return true;
    }

    private void Walk()
    {
        long records = Count("number of records");
        var dimensions = new List<long>();
        for (long left = ListOf(Dimensions); left > 0; left--)
        {
            SkipName();
            dimensions.Add(Count("length of a dimension"));
        }
        SkipAttributes();
        var ends = new List<(long Begin, long Bytes, bool Recorded)>();
        for (long left = ListOf(Variables); left > 0; left--)
            ends.Add(Variable(dimensions));

        // Records lie one behind the other, each with its part of every recorded variable; a part is padded to 4 bytes unless it is the only one.
        var recorded = ends.Where(variable => variable.Recorded).ToList();
        long record = recorded.Count == 1 ? recorded[0].Bytes : recorded.Aggregate(0L, (sum, variable) => Sum(sum, Sum(variable.Bytes, 3) & ~3L));
        foreach (var (begin, bytes, isRecorded) in ends)
        {
            long end = isRecorded && records == 0 ? 0 : Sum(Sum(begin, bytes), isRecorded ? Product(records - 1, record) : 0);
            if (end > _length)
                throw Damaged($"a variable lies at bytes {begin:N0}–{end:N0} of {_length:N0}");
        }
    }

    private (long Begin, long Bytes, bool Recorded) Variable(List<long> dimensions)
    {
        SkipName();
        long bytes = 1;
        bool recorded = false;
        long rank = Count("number of a variable's dimensions");
        for (long d = 0; d < rank; d++)
        {
            long dimension = Count("a dimension");
            if (dimension >= dimensions.Count)
                throw Damaged($"a variable has dimension {dimension:N0} of {dimensions.Count:N0}");
            long cells = dimensions[(int)dimension];
            // A length of 0 means: as many as there are records. It can only be the first.
            if (cells == 0 && d > 0)
                throw Damaged("the number of records is not a variable's first dimension");
            recorded |= cells == 0;
            bytes = Product(bytes, cells == 0 ? 1 : cells);
        }
        SkipAttributes();
        bytes = Product(bytes, SizeOfType());
        _ = Number(_version == 5 ? 8 : 4); // what the file says of the variable's size; 2³² − 1 stands for more
        return (Number(_version == 1 ? 4 : 8), bytes, recorded);
    }

    private void SkipAttributes()
    {
        for (long left = ListOf(Attributes); left > 0; left--)
        {
            SkipName();
            int size = SizeOfType();
            Skip(Product(Count("number of an attribute's values"), size));
        }
    }

    /// <summary>Begins a list of things of a kind.</summary>
    /// <returns>How many there are.</returns>
    private long ListOf(int kind)
    {
        long tag = Number(4), count = Count("number of a list's entries");
        if (tag != kind && (tag != 0 || count != 0))
            throw Damaged($"a list begins with {tag:N0}");
        return count;
    }

    private void SkipName() => Skip(Count("length of a name"));

    private int SizeOfType()
    {
        long type = Number(4);
        return type >= 1 && type <= (_version == 5 ? 11 : 6) ? TypeBytes[(int)type] : throw Damaged($"there is no type {type:N0}");
    }

    /// <summary>A count: four bytes, eight in CDF-5.</summary>
    private long Count(string what)
    {
        long count = Number(_version == 5 ? 8 : 4);
        return count >= 0 && count <= (_version == 5 ? long.MaxValue : int.MaxValue) ? count : throw Damaged($"{what} is {count:N0}");
    }

    private long Number(int bytes)
    {
        if (_at > _head.Length - bytes)
            throw Damaged("its header is cut off");
        long number = bytes == 4 ? BinaryPrimitives.ReadUInt32BigEndian(_head.AsSpan(_at)) : BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(_at));
        _at += bytes;
        return number >= 0 ? number : throw Damaged($"a number of its header is {number:N0}");
    }

    // What has a length is padded to 4 bytes.
    private void Skip(long bytes)
    {
        long padded = Sum(bytes, 3) & ~3L;
        if (padded > _head.Length - _at)
            throw Damaged("its header is cut off");
        _at += (int)padded;
    }

    private long Sum(long one, long other) => one <= long.MaxValue - other ? one + other : throw Damaged("its sizes overflow");

    private long Product(long one, long other) => other == 0 || one <= long.MaxValue / other ? one * other : throw Damaged("its sizes overflow");

    private InvalidDataException Damaged(string why) =>
        new($"{_path} is a netCDF file that is damaged or truncated: {why}.\n  Get it again.");
}
