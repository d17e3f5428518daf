using CsvHelper;

namespace SoilBeta.Soil.Tables;

/// <summary>Rows of a CSV or TSV file, plain or gzipped; the separator is found from the header.</summary>
internal sealed class CsvRows : TableRows
{
    private readonly CsvReader csv;

    private readonly int commentLines;

    public CsvRows(string path)
    {
        int commentBytes;
        using (Stream first = Unzipped(path))
            (commentBytes, commentLines) = LeadingComments(first);
        Stream stream = Unzipped(path);
        for (int i = 0; i < commentBytes; i++)
            stream.ReadByte();
        csv = CsvReader.Create(stream, new CsvReaderOptions
        {
            MaxRecordSize = LongestRow,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            PoolStrings = true,
            OnMalformedRecord = record =>
            {
                // A stray quote inside a text is harmless; one that is never closed would swallow the rest of the table.
                if (record.Reason == CsvMalformedReason.UnterminatedQuote)
                    throw new InvalidDataException($"{Name}, line {record.LineNumber + commentLines}: a quoted text is never closed. Close it with a double quote, or double the quotes inside it.");
            },
        });
    }

    public override int Line => (int)csv.LineNumber + commentLines;

    public override bool Read()
    {
        if (!Guarded(csv.Read))
            return false;
        for (int i = Header.Count; i < csv.FieldCount; i++)
        {
            if (!csv.IsEmpty(i))
                throw new InvalidDataException($"{Name}, line {Line}: {csv.FieldCount} fields where the header names {Header.Count} columns. Put text that holds separators in double quotes.");
        }
        return true;
    }

    public override string Text(int column) => column < csv.FieldCount ? csv.GetString(column) : "";

    public override void Dispose() => csv.Dispose();

    protected override IReadOnlyList<string> ReadHeader()
    {
        Guarded(() =>
        {
            csv.ReadHeader();
            return true;
        });
        return [.. csv.Headers];
    }

    private static Stream Unzipped(string path)
    {
        FileStream stream = File.OpenRead(path);
        bool zipped = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
        stream.Position = 0;
        return zipped ? new BufferedStream(ExpansionLimit.Unzip(stream), 1 << 16) : stream;
    }

    /// <summary>Lines above the header that start with #: they say where a table comes from. Further down # is text.</summary>
    private static (int Bytes, int Lines) LeadingComments(Stream stream)
    {
        int bytes = 0;
        int lines = 0;
        int position = 0;
        for (int next = ReadByte(stream); next >= 0 && bytes + position < LongestRow; next = ReadByte(stream))
        {
            if (position == 0 && next != '#')
                break;
            position++;
            if (next != '\n')
                continue;
            bytes += position;
            lines++;
            position = 0;
        }
        return (bytes, lines);
    }

    private static int ReadByte(Stream stream)
    {
        try
        {
            return stream.ReadByte();
        }
        catch (InvalidDataException)
        {
            return -1; // said with the file's name when the rows are read
        }
    }

    private bool Guarded(Func<bool> read)
    {
        try
        {
            return read();
        }
        catch (CsvFormatException failure)
        {
            string line = failure.LineNumber > 0 ? $", line {failure.LineNumber + commentLines}" : csv.LineNumber > 0 ? $", after line {Line}" : "";
            throw new InvalidDataException($"{Name}{line}: {failure.Message} Expected comma- or tab-separated rows of at most {LongestRow / 1048576} MB, text with separators in double quotes; correct the row.", failure);
        }
        catch (InvalidDataException failure) when (!failure.Message.StartsWith(Name, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{Name} cannot be unzipped ({failure.Message.TrimEnd('.')}). The file is damaged; fetch it again.", failure);
        }
    }
}
