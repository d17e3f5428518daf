using System.Runtime.InteropServices;
using System.Text;
using SoilBeta.Rasters.Native;

namespace SoilBeta.Rasters;

/// <summary>Decodes the text of a vector layer. All formats use UTF-8 except the shapefile, whose table (.dbf) is in the encoding of its .cpg file or of the study; text beyond ASCII without a known encoding is rejected, because with replacement characters <c>Peñón</c> and <c>Peñòn</c> would become one zone.</summary>
internal sealed class VectorText
{
    private static readonly string[] s_shapefiles = [".shp", ".shx", ".dbf", ".shz"];
    private static readonly Encoding s_utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true);

    private readonly string _path;
    private readonly Encoding? _encoding;
    private readonly bool _isDeclared;

    private VectorText(string path, Encoding? encoding, bool isDeclared) => (_path, _encoding, _isDeclared) = (path, encoding, isDeclared);

    /// <summary>Whether a file name is that of a shapefile.</summary>
    public static bool IsShapefile(string path) => s_shapefiles.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase) || path.EndsWith(".shp.zip", StringComparison.OrdinalIgnoreCase);

    /// <summary>Opens a vector file without letting GDAL decode its text.</summary>
    /// <param name="session">GDAL session.</param>
    /// <param name="path">Vector file.</param>
    /// <param name="declared">Encoding that the study declares; null for the file's own.</param>
    /// <param name="text">Receives the decoder.</param>
    /// <exception cref="InvalidDataException">The file is missing or of an unsupported format.</exception>
    public static DatasetHandle Open(GdalSession session, string path, Encoding? declared, out VectorText text)
    {
        DatasetHandle dataset = session.Open(path, vector: true);
        bool shapefile = IsShapefile(path);
        bool said = !shapefile || GdalLibrary.FilesOf(dataset).Any(file => Path.GetExtension(file).Equals(".cpg", StringComparison.OrdinalIgnoreCase) && (VirtualFile.Is(file) || new FileInfo(file).Length > 0));
        bool isDeclared = shapefile && declared is not null;
        text = new VectorText(path, isDeclared ? Strict(declared!) : said ? s_utf8 : null, isDeclared);
        if (!isDeclared && said)
            return dataset;
        dataset.Dispose();
        return session.Open(path, vector: true, "ENCODING="); // no conversion by GDAL
    }

    /// <summary>Decodes a value of the layer.</summary>
    /// <param name="bytes">Text from GDAL, terminated by a zero.</param>
    /// <param name="field">Name of the field, for messages.</param>
    /// <exception cref="InvalidDataException">The text is not valid in the encoding, or the encoding is unknown; names the study's key.</exception>
    public unsafe string Value(nint bytes, string field)
    {
        ReadOnlySpan<byte> value = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)bytes);
        if (Ascii.IsValid(value))
            return Encoding.ASCII.GetString(value);
        try
        {
            if (_encoding is not null)
                return _encoding.GetString(value);
        }
        catch (DecoderFallbackException)
        {
        }
        string latin = Encoding.Latin1.GetString(value), said = _isDeclared ? $"which are not in the encoding {_encoding!.WebName} that the study declares"
            : !IsShapefile(_path) ? "which are not UTF-8" : _encoding is null ? "and no .cpg file says their encoding" : "which are not in the encoding that its .cpg file says";
        string remedy = IsShapefile(_path) ? "Give its encoding in the zones (encoding: utf-8, latin1, windows-1252, …)." : $"Its encoding should be UTF-8; write it again, e.g. ogr2ogr zones.gpkg {Path.GetFileName(_path)}";
        throw new InvalidDataException($"{_path}: field '{field}' holds characters beyond ASCII ('{latin}' if they are latin1), {said}.\n  {remedy}");
    }

    /// <summary>Decodes the name of a field, for display and look-up.</summary>
    /// <param name="bytes">Text from GDAL, terminated by a zero.</param>
    public unsafe string Name(nint bytes)
    {
        ReadOnlySpan<byte> name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)bytes);
        try
        {
            return (_encoding ?? s_utf8).GetString(name);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(name);
        }
    }

    private static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }
}
