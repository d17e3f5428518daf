using System.IO.Compression;

namespace SoilBeta.Soil.Tables;

/// <summary>Limits how much a gzipped table or a workbook may unpack to, so that a small file of unknown origin cannot fill the memory.</summary>
internal static class ExpansionLimit
{
    /// <summary>Size that any file may unpack to, regardless of its length, bytes.</summary>
    private const long Unsuspicious = 16L << 20;

    /// <summary>Largest accepted ratio of unpacked size to file length; tables of soil reach 5 to 30.</summary>
    private const long LargestExpansion = 200;

    /// <summary>Largest part of a workbook, bytes: a full sheet of a million rows and 20 columns is smaller.</summary>
    private const long LargestPart = 2L << 30;

    /// <summary>Maximum size of a workbook's shared-string table, bytes: all of it is held in memory.</summary>
    private const long LargestTexts = 128L << 20;

    private const int MostParts = 2_000;

    /// <summary>Bytes that a file of a given length may unpack to.</summary>
    public static long Bytes(long length) => Math.Max(Unsuspicious, length > long.MaxValue / LargestExpansion ? long.MaxValue : length * LargestExpansion);

    /// <summary>Unpacks a gzipped file within its limit; rejects a truncated file.</summary>
    public static Stream Unzip(FileStream file)
    {
        uint length = LastLength(file);
        return new Limited(new GZipStream(file, CompressionMode.Decompress), Bytes(file.Length), length, file.Name);
    }

    /// <summary>Unpacks and discards every part of a workbook before anything else reads it, because the sizes in its directory may be false.</summary>
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

    /// <summary>Whether a gzipped file may hold several members: only the length of the last is stored at the end.</summary>
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

    /// <summary>Reads at most a given number of bytes.</summary>
    private sealed class Limited(Stream inner, long most, uint length, string path) : ForwardStream
    {
        private long _done;

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            _done += read;
            // The library ends silently where a file is truncated. The file's last four bytes are the length of its last member.
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
