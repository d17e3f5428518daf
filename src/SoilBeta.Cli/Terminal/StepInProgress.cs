namespace SoilBeta.Cli.Terminal;

/// <summary>The step that a verb is executing, for the message of an interruption.</summary>
internal sealed class StepInProgress
{
    private volatile string? _name;

    /// <summary>Name of the step; null before the first and for verbs without steps.</summary>
    public string? Name
    {
        get => _name;
        set => _name = value;
    }

    /// <summary>What the same command repeats after an interruption here.</summary>
    public string Repeats => Name switch
    {
        null => "The same command again goes on where it was; finished work is kept.",
        "map" => "The same command again goes on where it was: finished tiles are kept, only those under way are computed again.",
        { } step => $"The same command again goes on where it was: it repeats the step '{step}', finished steps are kept.",
    };
}
