namespace SoilBeta.Studies;

/// <summary>Keys of every input that name its makers; the report lists them and the maps' STAC items carry them.</summary>
public abstract class InputSection
{
    /// <summary>Makers of the data and where they published them, as a reader would cite them.</summary>
    [ForReaders]
    public string? Source { get; set; }

    /// <summary>Licence, e.g. <c>CC BY 4.0</c>.</summary>
    [ForReaders]
    public string? Licence { get; set; }

    /// <summary>DOI, with or without <c>https://doi.org/</c>.</summary>
    [ForReaders]
    public string? Doi { get; set; }
}
