using System.Buffers.Binary;
using System.Text;

namespace SoilBeta.Tests.Rasters;

/// <summary>Writes small netCDF files of the classic format (CDF-1), by its specification.</summary>
internal sealed class NetCdfText
{
    private const int Char = 2, Float = 5, Double = 6;

    private readonly List<(string Name, int Length)> _dimensions = [];
    private readonly List<(string Name, int Type, int[] Dimensions, (string Name, object Value)[] Attributes, double[] Values)> _variables = [];

    /// <summary>Latitudes and longitudes of the centres of the cells of <see cref="TestRaster"/>.</summary>
    public static double[] Latitudes => [.. Enumerable.Range(0, TestRaster.Rows).Select(row => TestRaster.North - ((row + 0.5) * TestRaster.Cell))];

    /// <inheritdoc cref="Latitudes"/>
    public static double[] Longitudes => [.. Enumerable.Range(0, TestRaster.Columns).Select(column => TestRaster.West + ((column + 0.5) * TestRaster.Cell))];

    /// <summary>A file with the axes lat and lon of CF.</summary>
    public static NetCdfText OnAxes(double[]? latitudes = null, double[]? longitudes = null) => new NetCdfText()
        .Axis("lat", latitudes ?? Latitudes, ("units", "degrees_north"), ("standard_name", "latitude"))
        .Axis("lon", longitudes ?? Longitudes, ("units", "degrees_east"), ("standard_name", "longitude"));

    /// <summary>Adds a dimension with its coordinate variable.</summary>
    public NetCdfText Axis(string name, double[] values, params (string Name, object Value)[] attributes)
    {
        _dimensions.Add((name, values.Length));
        _variables.Add((name, Double, [_dimensions.Count - 1], attributes, values));
        return this;
    }

    /// <summary>Adds a variable of float32.</summary>
    /// <param name="name">Name.</param>
    /// <param name="dimensions">Names of its dimensions, slowest first.</param>
    /// <param name="values">Values.</param>
    /// <param name="attributes">Attributes: text, or numbers as float32.</param>
    public NetCdfText Variable(string name, string[] dimensions, double[] values, params (string Name, object Value)[] attributes)
    {
        _variables.Add((name, Float, [.. dimensions.Select(one => _dimensions.FindIndex(known => known.Name == one))], attributes, values));
        return this;
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path)
    {
        int head = Header(new int[_variables.Count]).Length;
        int[] begins = new int[_variables.Count];
        for (int i = 0, at = head; i < begins.Length; i++)
        {
            begins[i] = at;
            at += Bytes(i);
        }
        var bytes = new List<byte>(Header(begins));
        foreach (var variable in _variables)
        {
            foreach (double value in variable.Values)
                Number(bytes, variable.Type, value);
        }
        File.WriteAllBytes(path, [.. bytes]);
    }

    private int Bytes(int variable) => _variables[variable].Values.Length * (_variables[variable].Type == Double ? 8 : 4);

    private byte[] Header(int[] begins)
    {
        var bytes = new List<byte>([.. "CDF"u8, 1]);
        Integer(bytes, 0); // no records
        Integer(bytes, 10);
        Integer(bytes, _dimensions.Count);
        foreach ((string name, int length) in _dimensions)
        {
            Text(bytes, name);
            Integer(bytes, length);
        }
        Attributes(bytes, [("Conventions", "CF-1.7")]);
        Integer(bytes, 11);
        Integer(bytes, _variables.Count);
        for (int i = 0; i < begins.Length; i++)
        {
            var variable = _variables[i];
            Text(bytes, variable.Name);
            Integer(bytes, variable.Dimensions.Length);
            foreach (int dimension in variable.Dimensions)
                Integer(bytes, dimension);
            Attributes(bytes, variable.Attributes);
            Integer(bytes, variable.Type);
            Integer(bytes, Bytes(i));
            Integer(bytes, begins[i]);
        }
        return [.. bytes];
    }

    private static void Attributes(List<byte> bytes, (string Name, object Value)[] attributes)
    {
        Integer(bytes, attributes.Length == 0 ? 0 : 12);
        Integer(bytes, attributes.Length);
        foreach ((string name, object value) in attributes)
        {
            Text(bytes, name);
            if (value is string text)
            {
                Integer(bytes, Char);
                Text(bytes, text);
                continue;
            }
            Integer(bytes, Float);
            Integer(bytes, 1);
            Number(bytes, Float, Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    private static void Integer(List<byte> bytes, int value)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(four, value);
        bytes.AddRange(four);
    }

    private static void Number(List<byte> bytes, int type, double value)
    {
        Span<byte> eight = stackalloc byte[8];
        if (type == Double)
            BinaryPrimitives.WriteDoubleBigEndian(eight, value);
        else
            BinaryPrimitives.WriteSingleBigEndian(eight, (float)value);
        bytes.AddRange(type == Double ? eight : eight[..4]);
    }

    private static void Text(List<byte> bytes, string text)
    {
        Integer(bytes, text.Length);
        bytes.AddRange(Encoding.ASCII.GetBytes(text.PadRight((text.Length + 3) & ~3, '\0')));
    }
}
