using System.Text;

namespace SoilBeta.Cli.Terminal;

/// <summary>A text stream that may fail (a closed pipe, a full disk under a log, a closed terminal): drops what cannot be written, so that the work continues.</summary>
/// <param name="inner">The stream.</param>
internal sealed class PatientWriter(TextWriter inner) : TextWriter
{
    /// <summary>Why a write failed; null if none did.</summary>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public override Encoding Encoding => inner.Encoding;

    /// <summary>Wraps both console streams.</summary>
    /// <returns>Standard output.</returns>
    public static PatientWriter Install()
    {
        var output = For(1, () => Console.Out);
        Console.SetError(For(2, () => Console.Error));
        Console.SetOut(output);
        return output;
    }

    /// <inheritdoc/>
    public override void Write(char value) => Attempt(value, static (writer, text) => writer.Write(text));

    /// <inheritdoc/>
    public override void Write(string? value) => Attempt(value, static (writer, text) => writer.Write(text));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Attempt(new string(buffer, index, count), static (writer, text) => writer.Write(text));

    /// <inheritdoc/>
    public override void WriteLine(string? value) => Attempt(value, static (writer, text) => writer.WriteLine(text));

    /// <inheritdoc/>
    public override void WriteLine() => Attempt(0, static (writer, _) => writer.WriteLine());

    /// <inheritdoc/>
    public override void Flush() => Attempt(0, static (writer, _) => writer.Flush());

    private static PatientWriter For(int stream, Func<TextWriter> open) =>
        ProcessLimits.HasStream(stream) ? new PatientWriter(open()) : new PatientWriter(Null) { Failure = "it is closed" };

    private void Attempt<T>(T text, Action<TextWriter, T> write)
    {
        if (Failure is not null)
            return; // after one failure nothing more is written: a log with gaps is of little use
        try
        {
            write(inner, text);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            Failure = failure.Message;
        }
    }
}
