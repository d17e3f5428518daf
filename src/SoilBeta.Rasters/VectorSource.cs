using System.Text;

namespace SoilBeta.Rasters;

/// <summary>A vector layer whose polygons are zones.</summary>
/// <param name="Path">Vector file.</param>
/// <param name="Field">Field that names the zone.</param>
/// <param name="Encoding">Encoding of a shapefile's text; null for that of its .cpg file.</param>
public sealed record VectorSource(string Path, string Field, Encoding? Encoding = null);
