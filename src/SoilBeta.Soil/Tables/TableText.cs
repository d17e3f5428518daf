using System.Text;

namespace SoilBeta.Soil.Tables;

/// <summary>Opens the text of a table, plain or gzipped, as UTF-8: converts other encodings and rejects invalid bytes.</summary>
internal static class TableText
{
    private const int LatinOne = 28591;

    /// <summary>Encodings that messages name.</summary>
    private const string Usual = "utf-8, latin1 (iso-8859-1), windows-1252 or utf-16";

    /// <summary>Opens a file; a byte-order mark takes precedence over the given encoding.</summary>
    /// <param name="path">Path.</param>
    /// <param name="declared">Encoding that the user declares; null for UTF-8.</param>
    public static CheckedUtf8 Open(string path, Encoding? declared)
    {
        string name = Path.GetFileName(path);
        Stream bytes = Unzipped(path);
        try
        {
            byte[] head = new byte[4];
            int read = Filled(bytes, head);
            (Encoding? marked, int mark) = Mark(head.AsSpan(0, read));
            Encoding used = marked ?? declared ?? Encoding.UTF8;
            Stream rest = new Prefixed(head[mark..read], bytes);
            return new CheckedUtf8(used.CodePage == Encoding.UTF8.CodePage ? rest : Encoding.CreateTranscodingStream(rest, used, new UTF8Encoding(false)), name, marked is null && declared is null);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>Finds an encoding by name.</summary>
    /// <param name="name">Name; null or empty for none.</param>
    /// <param name="file">File name, for messages.</param>
    /// <exception cref="InvalidDataException">The encoding is unknown.</exception>
    public static Encoding? Named(string? name, string file) => string.IsNullOrWhiteSpace(name) ? null : Find(name)
        ?? throw new InvalidDataException($"{file}, encoding: '{name}' is not a known encoding. Expected e.g. {Usual}.");

    /// <summary>An encoding by one of its usual names, which throws on invalid bytes; null if there is none.</summary>
    public static Encoding? Find(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        string plain = name.Trim().ToLowerInvariant();
        string squeezed = plain.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        try
        {
            return squeezed switch
            {
                "latin1" or "iso88591" or "l1" => Strict(LatinOne),
                "utf8" or "utf8bom" or "utf8sig" => Encoding.UTF8,
                "utf16" or "utf16le" or "ucs2" or "unicode" => Strict(Encoding.Unicode.CodePage),
                "utf16be" => Strict(Encoding.BigEndianUnicode.CodePage),
                _ when squeezed.StartsWith("cp", StringComparison.Ordinal) && int.TryParse(squeezed.AsSpan(2), out int page) => Strict(page),
                _ when int.TryParse(squeezed, out int number) => Strict(number),
                _ => Encoding.GetEncoding(plain, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
            };
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static Encoding Strict(int codePage) => Encoding.GetEncoding(codePage, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);

    private static (Encoding? Encoding, int Length) Mark(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(Encoding.UTF8.Preamble))
            return (Encoding.UTF8, 3);
        if (head.Length == 4 && head.StartsWith(Encoding.UTF32.Preamble))
            return (Strict(Encoding.UTF32.CodePage), 4);
        if (head.StartsWith(Encoding.Unicode.Preamble))
            return (Strict(Encoding.Unicode.CodePage), 2);
        return head.StartsWith(Encoding.BigEndianUnicode.Preamble) ? (Strict(Encoding.BigEndianUnicode.CodePage), 2) : (null, 0);
    }

    private static int Filled(Stream stream, byte[] buffer)
    {
        try
        {
            return stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException)
        {
            return 0; // reported with the file name when the rows are read
        }
    }

    private static Stream Unzipped(string path)
    {
        FileStream stream = RegularFile.OpenRead(path);
        bool zipped = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        return zipped ? new BufferedStream(ExpansionLimit.Unzip(stream), 1 << 16) : stream;
    }

    /// <summary>The bytes already read to look for a mark, then the rest of the stream.</summary>
    private sealed class Prefixed(byte[] first, Stream rest) : ForwardStream
    {
        private int at;

        public override int Read(Span<byte> buffer)
        {
            if (at == first.Length)
                return rest.Read(buffer);
            int count = Math.Min(buffer.Length, first.Length - at);
            first.AsSpan(at, count).CopyTo(buffer);
            at += count;
            return count;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                rest.Dispose();
            base.Dispose(disposing);
        }
    }
}
