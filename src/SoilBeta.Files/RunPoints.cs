namespace SoilBeta.Files;

/// <summary>
/// Named points that a run passes: <c>begun</c>, <c>whole</c> and <c>renamed</c> with the name of a file; a piece of work with <c>begins</c> or the number of its advances.
/// A test listens and stops a run at one of them, wherever the clock is by then; nobody else listens.
/// </summary>
public static class RunPoints
{
    private static readonly AsyncLocal<Action<string>?> s_listener = new();

    /// <summary>Whether somebody listens, so that a point's name is worth making.</summary>
    public static bool AreHeard => s_listener.Value is not null;

    /// <summary>Listens to what this flow of control does and starts from now on; other tests of the process are not heard.</summary>
    /// <param name="listener">Called at each point on the thread that passes it, from several threads at once; null for nobody.</param>
    public static void Listen(Action<string>? listener) => s_listener.Value = listener;

    /// <summary>Says that a point is passed.</summary>
    public static void Pass(string point) => s_listener.Value?.Invoke(point);

    /// <summary>Says that a point in the life of a file is passed.</summary>
    internal static void Pass(string what, string path)
    {
        if (AreHeard)
            Pass($"{what} {Path.GetFileName(path)}");
    }
}
