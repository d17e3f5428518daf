using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace SoilBeta.Rasters;

/// <summary>Looks, before SQLite does, at what a GeoPackage declares: a view is a program that runs as it is read, and need have no end. Only tables, their indexes and triggers (which nothing here sets off) are let through.</summary>
internal sealed partial class SqliteSchema
{
    private const int HeaderBytes = 100, LongestRow = 1 << 20, MostPages = 1024;
    private const byte InteriorPage = 5, LeafPage = 13;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly int _page, _usable;
    private readonly Encoding _encoding;
    private int _pagesLeft = MostPages;

    private SqliteSchema(string path, FileStream file, ReadOnlySpan<byte> header)
    {
        (_path, _file) = (path, file);
        _page = BinaryPrimitives.ReadUInt16BigEndian(header[16..]) is var size && size == 1 ? 65_536 : size;
        _usable = _page - header[20];
        if (_page < 512 || (_page & (_page - 1)) != 0 || _usable < 480)
            throw Damaged();
        _encoding = header[59] switch { 2 => Encoding.Unicode, 3 => Encoding.BigEndianUnicode, _ => Encoding.UTF8 };
    }

    /// <summary>Whether a file of this machine is a database of SQLite; if so, it declares nothing that runs.</summary>
    /// <exception cref="InvalidDataException">It is damaged, holds a view or the like, or another program has changes to it that are not in it yet.</exception>
    public static bool Passes(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Span<byte> header = stackalloc byte[HeaderBytes];
            if (file.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes || !header[..16].SequenceEqual("SQLite format 3\0"u8))
                return false;
            // SQLite would read these for what is in the file; no checksum of the file covers them.
            foreach (string beside in new[] { "-wal", "-journal" })
            {
                if (File.Exists(path + beside) && new FileInfo(path + beside).Length > 0)
                    throw new InvalidDataException($"{path} has changes that are not in it yet ({Path.GetFileName(path)}{beside}).\n  Close it in the program that has it open, QGIS for instance.");
            }
            var schema = new SqliteSchema(path, file, header);
            schema.Walk(1, HeaderBytes, []);
            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false; // GDAL says why it cannot be read
        }
    }

    /// <summary>Goes through the table of all declarations, whose first page is the file's first.</summary>
    private void Walk(uint number, int start, HashSet<uint> seen)
    {
        byte[] page = Page(number);
        if (!seen.Add(number))
            throw Damaged();
        byte kind = page[start];
        int cells = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(start + 3)), pointers = start + (kind == InteriorPage ? 12 : 8);
        if (kind is not (InteriorPage or LeafPage) || pointers + (2 * cells) > _usable)
            throw Damaged();
        for (int cell = 0; cell < cells; cell++)
        {
            int at = BinaryPrimitives.ReadUInt16BigEndian(page.AsSpan(pointers + (2 * cell)));
            if (kind == LeafPage)
                Check(Row(page, at));
            else
                Walk(Number(page, at), 0, seen);
        }
        if (kind == InteriorPage)
            Walk(Number(page, start + 8), 0, seen);
    }

    /// <summary>A row that begins on a page, with what of it lies on others.</summary>
    private byte[] Row(byte[] page, int at)
    {
        long length = Varint(page, ref at);
        _ = Varint(page, ref at); // its number
        if (length < 0 || length > LongestRow)
            throw new InvalidDataException($"{_path}: a declaration in it has {length:N0} bytes.\n  It is damaged or hostile; write it again with ogr2ogr.");
        byte[] row = new byte[length];
        int most = _usable - 35, least = ((_usable - 12) * 32 / 255) - 23, here = (int)length;
        if (length > most)
        {
            here = least + (int)((length - least) % (_usable - 4));
            here = here <= most ? here : least;
        }
        if (at + here > _usable)
            throw Damaged();
        page.AsSpan(at, here).CopyTo(row);
        uint next = here < length ? Number(page, at + here) : 0;
        for (int done = here; done < length;)
        {
            byte[] more = Page(next);
            int part = (int)Math.Min(length - done, _usable - 4);
            more.AsSpan(4, part).CopyTo(row.AsSpan(done));
            done += part;
            next = Number(more, 0);
        }
        return row;
    }

    /// <summary>Holds a declaration (type, name, table, page, SQL) to what is let through.</summary>
    private void Check(byte[] row)
    {
        int at = 0;
        long head = Varint(row, ref at), body = head;
        string name = "", sql = "";
        for (int column = 0; column < 5 && at < head; column++)
        {
            long type = Varint(row, ref at);
            long bytes = type >= 12 ? (type - 12) / 2 : type switch { >= 0 and <= 4 => type, 5 => 6, 6 or 7 => 8, _ => 0 };
            if (type < 0 || body < 0 || body + bytes > row.Length)
                throw Damaged();
            if (column == 1)
                name = _encoding.GetString(row, (int)body, (int)bytes);
            else if (column == 4 && type >= 12)
                sql = _encoding.GetString(row, (int)body, (int)bytes);
            body += bytes;
        }
        if (sql.Length > 0 && (!Known().IsMatch(sql) || Computed().IsMatch(sql)))
        {
            throw new InvalidDataException($"{_path} holds '{name}', which is not a plain table: {(sql.Length > 80 ? sql[..80] + "…" : sql)}\n" +
                $"  Views, computed columns and the like run as they are read, and are not. Write it again: ogr2ogr -f GPKG copy.gpkg {Path.GetFileName(_path)} LAYER, or gdal_translate for a raster.");
        }
    }

    private byte[] Page(uint number)
    {
        if (number == 0 || --_pagesLeft < 0 || number * (long)_page > _file.Length)
            throw Damaged();
        byte[] page = new byte[_page];
        _file.Position = (number - 1) * (long)_page;
        _file.ReadExactly(page);
        return page;
    }

    private uint Number(byte[] page, int at) => at >= 0 && at <= page.Length - 4 ? BinaryPrimitives.ReadUInt32BigEndian(page.AsSpan(at)) : throw Damaged();

    /// <summary>SQLite's variable-length integer: seven bits a byte, high ones first, eight in the ninth.</summary>
    private long Varint(byte[] bytes, ref int at)
    {
        long value = 0;
        for (int i = 0; i < 9; i++)
        {
            if (at >= bytes.Length)
                throw Damaged();
            byte next = bytes[at++];
            if (i == 8)
                return (value << 8) | next;
            value = (value << 7) | (long)(next & 0x7f);
            if (next < 0x80)
                return value;
        }
        return value;
    }

    private InvalidDataException Damaged() => new($"{_path} is a database of SQLite (a GeoPackage) that is damaged.\n  Get it again.");

    // As SQLite itself writes declarations down, whatever they were typed like. Of virtual tables, only the index of boxes.
    [GeneratedRegex(@"^CREATE (TABLE |INDEX |UNIQUE INDEX |TRIGGER |VIRTUAL TABLE (""[^""]*""|\w+) USING rtree\s*\()", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Known();

    // A column or a table that is computed; not the AS of a CAST, which a type follows. A trigger may say what it likes.
    [GeneratedRegex(@"^CREATE TABLE .*\b(GENERATED\b|AS\s*([(/\-]|(SELECT|WITH|VALUES)\b))", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Computed();
}
