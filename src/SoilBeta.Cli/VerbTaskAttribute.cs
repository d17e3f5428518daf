namespace SoilBeta.Cli;

/// <summary>Place of a verb in the list of verbs.</summary>
/// <param name="group">Group of the list.</param>
/// <param name="place">Place in the group.</param>
/// <param name="summary">What the verb does, in a line of the list.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class VerbTaskAttribute(VerbGroup group, int place, string summary) : Attribute
{
    /// <summary>Group of the list.</summary>
    public VerbGroup Group { get; } = group;

    /// <summary>Place in the group: verbs are listed in the order in which they are used.</summary>
    public int Place { get; } = place;

    /// <summary>What the verb does, in a line of the list.</summary>
    public string Summary { get; } = summary;
}

/// <summary>Groups of verbs by task, in the order of the list.</summary>
internal enum VerbGroup
{
    /// <summary>From a folder of files to results.</summary>
    Start,

    /// <summary>Single steps of a study.</summary>
    Steps,

    /// <summary>A map in shards.</summary>
    Cluster,

    /// <summary>Forest files and tables, without a study.</summary>
    Forests,

    /// <summary>Devices and their speed.</summary>
    Machine,
}
