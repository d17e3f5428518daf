using System.Globalization;

namespace SoilBeta.Studies.Runs;

/// <summary>One run at a time in an output folder: a second one is refused with the first one's process id. The operating system frees the lock however the first one ends.</summary>
public sealed class OutputLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly string _owner;

    private OutputLock(FileStream held, string owner) => (_lock, _owner) = (held, owner);

    /// <summary>Takes the lock, making the folder if need be.</summary>
    /// <exception cref="InvalidDataException">Another run has it, or the folder cannot be written to.</exception>
    public static OutputLock Take(OutputFolder folder)
    {
        string owner = folder.Lock + ".pid";
        try
        {
            Directory.CreateDirectory(folder.Work);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, failure);
        }
        FileStream held;
        try
        {
            held = new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (File.Exists(folder.Lock))
        {
            throw new InvalidDataException($"{folder.Root}: another run works here (process {Owner(owner)}). Wait until it ends, or choose another folder with --output.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder, failure);
        }
        try
        {
            File.WriteAllText(owner, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw NotWritable(folder, failure);
        }
        return new OutputLock(held, owner);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_owner);
        // The lock file stays: deleting it would let two runs hold locks on two files of one name.
        _lock.Dispose();
    }

    private static string Owner(string path)
    {
        try
        {
            string text = File.ReadAllText(path).Trim();
            return text.Length is > 0 and < 12 && text.All(char.IsAsciiDigit) ? text : "unknown";
        }
        catch (IOException)
        {
            return "unknown";
        }
    }

    private static InvalidDataException NotWritable(OutputFolder folder, Exception failure) =>
        new($"{folder.Root}: results cannot be written here ({failure.Message}). Choose a folder of yours with --output.", failure);
}
