namespace SoilBeta.Rasters;

/// <summary>A raster or vector file of a study.</summary>
/// <param name="Path">Path from <see cref="VirtualFile.Resolve"/>.</param>
/// <param name="IsVector">Whether it is opened as a vector layer rather than a raster.</param>
public readonly record struct InputFile(string Path, bool IsVector);
