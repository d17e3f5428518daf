using CsvHelper;

namespace SoilBeta.Soil.Tables;

/// <summary>Rows of a CSV or TSV file, plain or gzipped; the header determines the separator.</summary>
internal sealed class CsvRows : TableRows
{
    private readonly CsvReader csv;
    private readonly CheckedUtf8 text;
    private readonly int commentLines;
    private readonly LastField lastField = new();
    private int named;

    public CsvRows(string path, System.Text.Encoding? encoding)
    {
        int commentBytes;
        using (Stream first = TableText.Open(path, encoding))
            (commentBytes, commentLines) = LeadingComments(first);
        text = TableText.Open(path, encoding);
        for (int i = 0; i < commentBytes; i++)
            text.ReadByte();
        csv = CsvReader.Create(text, new CsvReaderOptions
        {
            MaxRecordSize = LongestRow,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            PoolStrings = true,
            Encoding = System.Text.Encoding.UTF8,
            OnMalformedRecord = record =>
            {
                // A stray quote within text is harmless; an unterminated one would swallow the rest of the table.
                if (record.Reason == CsvMalformedReason.UnterminatedQuote)
                    throw new InvalidDataException($"{Name}, line {record.LineNumber + commentLines}: a quoted text is never closed. Close it with a double quote, or double the quotes inside it.");
            },
        });
    }

    public override int Line => (int)csv.LineNumber + commentLines;

    public override string? Remark => text.EndsWithLineBreak ? null
        : $"{Name} ends without a line break. If it was cut short, its last row may be incomplete and rows may be missing; else end its last line.";

    public override bool Read()
    {
        while (Guarded(csv.Read))
        {
            if (csv.IsEmpty(0) && IsBlank())
                continue;
            CheckLength();
            lastField.Add(Text(named - 1));
            return true;
        }
        if (!text.EndsWithLineBreak && lastField.WhyCut() is { } why)
            throw new InvalidDataException($"{Name}: the file ends in the middle of its last row: there is no line break, and {why}. It was probably cut short; fetch it again. If it is whole, end its last line with a line break.");
        return false;
    }

    public override string Text(int column) => column < csv.FieldCount ? csv.GetString(column) : "";

    public override void Dispose() => csv.Dispose();

    private protected override IReadOnlyList<string> ReadHeader()
    {
        Guarded(() =>
        {
            csv.ReadHeader();
            return true;
        });
        named = csv.Headers.Count;
        while (named > 0 && string.IsNullOrWhiteSpace(csv.Headers[named - 1]))
            named--;
        return [.. csv.Headers];
    }

    /// <summary>Requires a field for every named column and no text beyond them: otherwise a value is in the wrong column, or lost.</summary>
    private void CheckLength()
    {
        if (csv.FieldCount < named)
            throw new InvalidDataException($"{Name}, line {Line}: {csv.FieldCount} fields where the header names {named} columns. The row is incomplete; correct it (an empty field needs its separator too), or fetch the file again if it was cut short.");
        for (int i = Header.Count; i < csv.FieldCount; i++)
        {
            if (!csv.IsEmpty(i))
                throw new InvalidDataException($"{Name}, line {Line}: {csv.FieldCount} fields where the header names {Header.Count} columns. Put text that holds separators in double quotes.");
        }
    }

    private bool IsBlank()
    {
        for (int i = 0; i < csv.FieldCount; i++)
        {
            if (!csv.IsEmpty(i))
                return false;
        }
        return true;
    }

    /// <summary>Counts the lines above the header that start with #, which describe the table; further down # is ordinary text.</summary>
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
            return -1; // reported with the file name when the rows are read
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
