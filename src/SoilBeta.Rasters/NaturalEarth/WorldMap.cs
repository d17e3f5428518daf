using System.IO.Compression;
using System.Text;

namespace SoilBeta.Rasters.NaturalEarth;

/// <summary>Coast, land borders and countries of the world: Natural Earth 1:50m (public domain), rounded to 0.01°, part of the program. <c>make.py</c> next to this file describes and makes <c>world.bin</c>.</summary>
/// <remarks>At this scale a country's area is right to about a per cent, and cells of 5′ on the coast may be outside.</remarks>
public static class WorldMap
{
    private const double Unit = 0.01; // degrees

    private static readonly Lazy<Content> s_content = new(Read);

    /// <summary>The countries and other territories, 241 of them.</summary>
    public static IReadOnlyList<Country> Countries => s_content.Value.Countries;

    /// <summary>Coastlines: edges that belong to one country. The seams of the map at ±180° and at the pole are not among them.</summary>
    public static IReadOnlyList<LonLat[]> Coast => s_content.Value.Coast;

    /// <summary>Land borders: edges between two countries.</summary>
    public static IReadOnlyList<LonLat[]> Borders => s_content.Value.Borders;

    private static Content Read()
    {
        using Stream file = typeof(WorldMap).Assembly.GetManifestResourceStream("SoilBeta.Rasters.NaturalEarth.world.bin")!;
        using var inflated = new ZLibStream(file, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        inflated.CopyTo(memory);
        var input = new Varints(memory.ToArray());
        var arcs = new LonLat[input.Natural()][];
        int[] uses = new int[arcs.Length];
        for (int i = 0; i < arcs.Length; i++)
        {
            arcs[i] = new LonLat[input.Natural()];
            int x = 0, y = 0;
            for (int k = 0; k < arcs[i].Length; k++)
            {
                x += input.Signed();
                y += input.Signed();
                arcs[i][k] = new LonLat(x * Unit, y * Unit);
            }
        }
        var countries = new Country[input.Natural()];
        for (int i = 0; i < countries.Length; i++)
        {
            string name = input.Text(), iso = input.Text();
            var polygons = new IReadOnlyList<LonLat[]>[input.Natural()];
            for (int p = 0; p < polygons.Length; p++)
            {
                var rings = new LonLat[input.Natural()][];
                for (int r = 0; r < rings.Length; r++)
                    rings[r] = Ring(input, arcs, uses);
                polygons[p] = rings;
            }
            countries[i] = new Country(name, iso, polygons);
        }
        var coast = new List<LonLat[]>();
        var borders = new List<LonLat[]>();
        for (int i = 0; i < arcs.Length; i++)
        {
            if (uses[i] > 1)
                borders.Add(arcs[i]);
            else
                coast.AddRange(WithoutSeams(arcs[i]));
        }
        return new Content(countries, coast, borders);
    }

    private static LonLat[] Ring(Varints input, LonLat[][] arcs, int[] uses)
    {
        var ring = new List<LonLat>();
        for (int left = input.Natural(); left > 0; left--)
        {
            int number = input.Signed(), arc = number < 0 ? ~number : number;
            uses[arc]++;
            IEnumerable<LonLat> points = number < 0 ? arcs[arc].Reverse() : arcs[arc];
            ring.AddRange(ring.Count > 0 ? points.Skip(1) : points);
        }
        return [.. ring];
    }

    /// <summary>The parts of a line outside the seams of the map.</summary>
    private static IEnumerable<LonLat[]> WithoutSeams(LonLat[] line)
    {
        var part = new List<LonLat>();
        foreach (LonLat point in line)
        {
            if (part.Count > 0 && IsSeam(part[^1], point))
            {
                if (part.Count > 1)
                    yield return [.. part];
                part.Clear();
            }
            part.Add(point);
        }
        if (part.Count > 1)
            yield return [.. part];
    }

    private static bool IsSeam(LonLat a, LonLat b) => (Math.Abs(a.Longitude) > 179.98 && Math.Abs(b.Longitude) > 179.98) || (a.Latitude < -89.9 && b.Latitude < -89.9);

    private sealed record Content(IReadOnlyList<Country> Countries, IReadOnlyList<LonLat[]> Coast, IReadOnlyList<LonLat[]> Borders);

    /// <summary>Reads LEB128 numbers and texts.</summary>
    private sealed class Varints(byte[] bytes)
    {
        private int _at;

        public int Natural()
        {
            int value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = bytes[_at++];
                value |= (next & 127) << shift;
                if (next < 128)
                    return value;
            }
        }

        public int Signed()
        {
            int value = Natural();
            return (value >> 1) ^ -(value & 1);
        }

        public string Text()
        {
            int length = Natural();
            _at += length;
            return Encoding.UTF8.GetString(bytes, _at - length, length);
        }
    }
}

/// <summary>A place on earth, degrees.</summary>
/// <param name="Longitude">−180 … 180.</param>
/// <param name="Latitude">−90 … 90.</param>
public readonly record struct LonLat(double Longitude, double Latitude);

/// <summary>A country or territory.</summary>
/// <param name="Name">English name.</param>
/// <param name="IsoNumeric">ISO 3166-1 numeric code with leading zeros; empty for a territory without one.</param>
/// <param name="Polygons">Its polygons: outer ring, then holes, each ring closed.</param>
public sealed record Country(string Name, string IsoNumeric, IReadOnlyList<IReadOnlyList<LonLat[]>> Polygons);
