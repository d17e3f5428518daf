namespace SoilBeta.Forests;

/// <summary>Kind of the model in a file or a study.</summary>
public enum ModelKind
{
    /// <summary>Random forest, trained here.</summary>
    Forest,

    /// <summary>One value for all places.</summary>
    Constant,

    /// <summary>Linear regression with a random intercept for each site.</summary>
    Mixed,

    /// <summary>Random forest that another program trained.</summary>
    Imported,

    /// <summary>Random forest, trained here, whose leaves hold the densities of layers, or a property other than β.</summary>
    Direct,
}

/// <summary>Words of model kinds.</summary>
public static class ModelKinds
{
    /// <summary>Whether the program grew a forest of this kind.</summary>
    public static bool IsGrown(this ModelKind kind) => kind is ModelKind.Forest or ModelKind.Direct;

    /// <summary>The word in study files, <c>.forest</c> files and results: the name in lower case.</summary>
    public static string Word(this ModelKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>Parses the kind named in a <c>.forest</c> file.</summary>
    /// <param name="word">Word in the file.</param>
    /// <param name="file">File name, for messages.</param>
    /// <exception cref="InvalidDataException">The kind is unknown.</exception>
    internal static ModelKind Read(string? word, string file)
    {
        foreach (ModelKind kind in Enum.GetValues<ModelKind>())
        {
            if (kind.Word() == word)
                return kind;
        }
        throw new InvalidDataException($"{file}: found a model of the kind '{word}', which this program does not know. Known are {string.Join(", ", Enum.GetValues<ModelKind>().Select(Word))}; a later version may have made it.");
    }
}
