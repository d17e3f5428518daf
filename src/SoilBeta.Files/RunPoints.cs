namespace SoilBeta.Files;

/// <summary>
/// Named points of a run: <c>begun</c>, <c>whole</c> and <c>renamed</c> with the name of a file; a piece of work with <c>begins</c> or the number of its advances.
/// Tests listen and stop a run at a point, independent of its speed; no other code listens.
/// </summary>
public static class RunPoints
{
    private static readonly AsyncLocal<Action<string>?> s_listener = new();

    /// <summary>Whether there is a listener, so that a point's name must be built.</summary>
    public static bool AreHeard => s_listener.Value is not null;

    /// <summary>Sets the listener for this asynchronous control flow and those it starts, so that other tests in the process are not heard.</summary>
    /// <param name="listener">Called at each point on the thread that passes it, concurrently; null for none.</param>
    public static void Listen(Action<string>? listener) => s_listener.Value = listener;

    /// <summary>Reports a point.</summary>
    public static void Pass(string point) => s_listener.Value?.Invoke(point);

    /// <summary>Reports a point in the life of a file.</summary>
    internal static void Pass(string what, string path)
    {
        if (AreHeard)
            Pass($"{what} {Path.GetFileName(path)}");
    }
}
