using System.IO.Compression;
using System.Text;
using CsvHelper;
using ExcelDataReader;

namespace SoilBeta.Soil.Tables;

/// <summary>Rows of a table file, one at a time: CSV or TSV (also gzipped) or a sheet of an .xlsx. The first row is the header.</summary>
internal abstract class TableRows : IDisposable
{
    /// <summary>Longest row that is read, bytes: a quote that is never closed must not swallow a file into memory.</summary>
    public const int LongestRow = 1 << 20;

    private readonly Dictionary<string, int> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> loose = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>File name without folders, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>Names of the columns.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>Line of the current row, from 1.</summary>
    public abstract int Line { get; }

    /// <summary>Goes to the next row; false at the end.</summary>
    public abstract bool Read();

    /// <summary>Text of a field of the current row; empty where the row is too short.</summary>
    public abstract string Text(int column);

    /// <summary>Position of a column by its name, exact or else whatever the case; −1 if there is none.</summary>
    public int Column(string name) => exact.TryGetValue(name, out int column) || loose.TryGetValue(name.Trim(), out column) ? column : -1;

    /// <summary>Opens a table.</summary>
    /// <param name="path">Path.</param>
    /// <param name="sheet">Sheet of an .xlsx; null or empty for the first.</param>
    /// <exception cref="InvalidDataException">The file is missing, empty or not a table.</exception>
    public static TableRows Open(string path, string? sheet)
    {
        if (!File.Exists(path))
            throw new InvalidDataException($"{path}: there is no such file. Check the path in the study file; it is relative to that file.");
        string name = Path.GetFileName(path);
        TableRows rows = path.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? new SheetRows(path, sheet) { Name = name } : new CsvRows(path) { Name = name };
        try
        {
            rows.Header = rows.ReadHeader();
            if (rows.Header.Count == 0 || rows.Header.All(string.IsNullOrWhiteSpace))
                throw new InvalidDataException($"{name} is empty: its first row should name the columns.");
            for (int i = 0; i < rows.Header.Count; i++)
            {
                rows.exact.TryAdd(rows.Header[i], i);
                rows.loose.TryAdd(rows.Header[i].Trim(), i);
            }
            return rows;
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>Names of the columns, read first.</summary>
    protected abstract IReadOnlyList<string> ReadHeader();

    private sealed class CsvRows : TableRows
    {
        private readonly CsvReader csv;

        public CsvRows(string path)
        {
            Stream stream = File.OpenRead(path);
            bool zipped = stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B;
            stream.Position = 0;
            csv = CsvReader.Create(zipped ? new GZipStream(stream, CompressionMode.Decompress) : stream, new CsvReaderOptions
            {
                CommentPrefix = '#',
                MaxRecordSize = LongestRow,
                TrackLineNumbers = true,
                TrimWhitespace = true,
                PoolStrings = true,
                OnMalformedRecord = record =>
                {
                    // A stray quote inside a text is harmless; one that is never closed would swallow the rest of the table.
                    if (record.Reason == CsvMalformedReason.UnterminatedQuote)
                        throw new CsvFormatException("a quoted text is never closed.", record.RecordNumber, record.ByteOffset);
                },
            });
        }

        public override int Line => (int)csv.LineNumber;

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

        private bool Guarded(Func<bool> read)
        {
            try
            {
                return read();
            }
            catch (CsvFormatException failure)
            {
                string line = failure.LineNumber > 0 ? $", line {failure.LineNumber}" : Line > 0 ? $", after line {Line}" : "";
                throw new InvalidDataException($"{Name}{line}: {failure.Message} Expected comma- or tab-separated rows of at most {LongestRow / 1048576} MB, text with separators in double quotes; correct the row.", failure);
            }
            catch (InvalidDataException failure)
            {
                throw new InvalidDataException($"{Name} cannot be unzipped ({failure.Message.TrimEnd('.')}). The file is damaged; fetch it again.", failure);
            }
        }
    }

    private sealed class SheetRows : TableRows
    {
        private readonly IExcelDataReader reader;
        private readonly FileStream stream;
        private int line;

        public SheetRows(string path, string? sheet)
        {
            Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
            stream = File.OpenRead(path);
            try
            {
                reader = ExcelReaderFactory.CreateOpenXmlReader(stream);
                if (string.IsNullOrEmpty(sheet))
                    return;
                var names = new List<string>();
                do
                {
                    if (string.Equals(reader.Name, sheet, StringComparison.OrdinalIgnoreCase))
                        return;
                    names.Add(reader.Name);
                }
                while (reader.NextResult());
                throw new InvalidDataException($"{Path.GetFileName(path)} has no sheet '{sheet}'. Its sheets are {string.Join(", ", names)}.");
            }
            catch (Exception failure) when (failure is not InvalidDataException || !failure.Message.Contains("has no sheet", StringComparison.Ordinal))
            {
                stream.Dispose();
                throw new InvalidDataException($"{Path.GetFileName(path)} is not a readable .xlsx ({failure.Message.TrimEnd('.')}). Save it again as .xlsx or as .csv.", failure);
            }
        }

        public override int Line => line;

        public override bool Read()
        {
            while (reader.Read())
            {
                line++;
                for (int i = 0; i < reader.FieldCount; i++)
                {
                    if (reader.GetValue(i) is not null)
                        return true;
                }
            }
            return false;
        }

        public override string Text(int column) =>
            column < reader.FieldCount && reader.GetValue(column) is { } value ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!.Trim() : "";

        public override void Dispose()
        {
            reader.Dispose();
            stream.Dispose();
        }

        protected override IReadOnlyList<string> ReadHeader() => Read() ? [.. Enumerable.Range(0, reader.FieldCount).Select(Text)] : [];
    }
}
