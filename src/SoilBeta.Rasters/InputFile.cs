namespace SoilBeta.Rasters;

/// <summary>A raster or vector file that a study names.</summary>
/// <param name="Path">Path, as <see cref="VirtualFile.Resolve"/> gives it.</param>
/// <param name="IsVector">Whether it is opened as a vector layer; else as a raster.</param>
public readonly record struct InputFile(string Path, bool IsVector);
