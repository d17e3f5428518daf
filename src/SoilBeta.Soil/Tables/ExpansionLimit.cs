using System.IO.Compression;

namespace SoilBeta.Soil.Tables;

/// <summary>Keeps a small packed file from a stranger from unpacking to something huge: a gzipped table, a workbook.</summary>
internal static class ExpansionLimit
{
    /// <summary>What may be unpacked whatever the length of the file, bytes.</summary>
    private const long Unsuspicious = 16L << 20;

    /// <summary>Times its length that a file may unpack to; tables of soil reach 5 to 30.</summary>
    private const long LargestExpansion = 200;

    /// <summary>Largest single part of a workbook, bytes: a full sheet of a million rows and 20 columns has less.</summary>
    private const long LargestPart = 2L << 30;

    /// <summary>Largest table of shared texts of a workbook, bytes: all of it is held in memory.</summary>
    private const long LargestTexts = 128L << 20;

    private const int MostParts = 2_000;

    /// <summary>Bytes that a file of a length may unpack to.</summary>
    public static long Bytes(long length) => Math.Max(Unsuspicious, length > long.MaxValue / LargestExpansion ? long.MaxValue : length * LargestExpansion);

    /// <summary>Unpacks a gzipped file, within its limit and to its end: a file that was cut short is refused.</summary>
    public static Stream Unzip(FileStream file)
    {
        uint length = LastLength(file);
        return new Limited(new GZipStream(file, CompressionMode.Decompress), Bytes(file.Length), length, file.Name);
    }

    /// <summary>Unpacks every part of a workbook once and keeps nothing, before anything else looks into it: what its directory claims of the parts' sizes may be a lie.</summary>
    /// <exception cref="InvalidDataException">It is not a zip archive, is damaged, or unpacks to too much; the message does not name the file.</exception>
    public static void CheckWorkbook(FileStream file)
    {
        long left = Bytes(file.Length);
        using (var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true))
        {
            if (zip.Entries.Count > MostParts)
                throw new InvalidDataException($"it has {zip.Entries.Count:N0} parts");
            byte[] buffer = new byte[1 << 16];
            foreach (var entry in zip.Entries)
            {
                long most = Math.Min(left, entry.FullName.EndsWith("sharedStrings.xml", StringComparison.OrdinalIgnoreCase) ? LargestTexts : LargestPart), done = 0;
                using Stream part = entry.Open();
                for (int read = part.Read(buffer); read > 0; read = part.Read(buffer))
                {
                    done += read;
                    if (done > most)
                        throw new InvalidDataException($"its part '{entry.FullName}' unpacks to more than {most >> 20:N0} MB");
                }
                left -= done;
            }
        }
        file.Position = 0;
    }

    private static uint LastLength(FileStream file)
    {
        byte[] last = new byte[4];
        if (file.Length < last.Length)
            return 0;
        file.Position = file.Length - last.Length;
        file.ReadExactly(last);
        file.Position = 0;
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(last);
    }

    /// <summary>Whether a gzipped file may hold several parts, one after the other: only the last part's length is at its end.</summary>
    private static bool HasSecondMember(string path)
    {
        byte[] bytes = new byte[1 << 16];
        using FileStream file = File.OpenRead(path);
        for (long at = 1; at < file.Length; at += bytes.Length - 2)
        {
            file.Position = at;
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (bytes.AsSpan(0, read).IndexOf<byte>([0x1F, 0x8B, 0x08]) >= 0)
                return true;
        }
        return false;
    }

    /// <summary>Reads no more than a number of bytes.</summary>
    private sealed class Limited(Stream inner, long most, uint length, string path) : ForwardStream
    {
        private long _done;

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            _done += read;
            // The package ends without a word where the file does. Its last four bytes are the length of its last member.
            if (read == 0 && !buffer.IsEmpty && length != (uint)_done && (length > _done || !HasSecondMember(path)))
                throw new InvalidDataException("its end is missing");
            return _done <= most ? read : throw new InvalidDataException($"it unpacks to more than {most >> 20:N0} MB");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
