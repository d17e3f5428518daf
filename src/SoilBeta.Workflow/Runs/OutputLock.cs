using System.Globalization;
using System.Text.RegularExpressions;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>Allows one run at a time in an output folder, or any number of its shards: a second run is refused with the process id of the first. The operating system releases a lock however its holder ends.</summary>
public sealed partial class OutputLock : IDisposable
{
    private readonly FileStream _lock;
    private readonly string? _owner;

    private OutputLock(FileStream held, string? owner) => (_lock, _owner) = (held, owner);

    /// <summary>Acquires the lock, creating the folder if necessary.</summary>
    /// <exception cref="InvalidDataException">Another run holds it, or the folder is not writable.</exception>
    public static OutputLock Take(OutputFolder folder) => Take(folder.Root, folder.Lock);

    /// <summary>Acquires the lock of one shard.</summary>
    /// <param name="folder">The shard's folder.</param>
    /// <exception cref="InvalidDataException">Another process computes the shard, or the folder is not writable.</exception>
    public static OutputLock TakeShard(string folder) => Take(folder, Path.Combine(folder, "lock"));

    /// <summary>Shares the lock of a folder with other shards that only read it, so that no run changes it meanwhile.</summary>
    /// <exception cref="InvalidDataException">A run is active there.</exception>
    public static OutputLock Share(OutputFolder folder)
    {
        try
        {
            Directory.CreateDirectory(folder.Work);
            return new OutputLock(new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read), null);
        }
        catch (IOException failure) when (File.Exists(folder.Lock))
        {
            throw new InvalidDataException($"{folder.Root}: a run works here (process {Owner(folder.Lock + ".pid")}) and may change the stack and the forests. Wait until it ends.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(folder.Root, failure);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The process id is only informative: failing to remove it must not hide why a run ended.
        try
        {
            if (_owner is not null)
                File.Delete(_owner);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
        }
        // Do not delete the lock file: two runs could then hold locks on two files of the same name.
        _lock.Dispose();
    }

    private static OutputLock Take(string root, string path)
    {
        string owner = path + ".pid";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(root, failure);
        }
        FileStream held;
        try
        {
            held = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException failure) when (File.Exists(path))
        {
            string who = File.Exists(owner) ? $"another run works here (process {Owner(owner)})" : "another run works here, or shards of it";
            throw new InvalidDataException($"{root}: {who}. Wait until it ends, or choose another folder with --output.", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritable(root, failure);
        }
        try
        {
            WholeFile.WriteText(owner, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} on {Environment.MachineName}"));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            held.Dispose();
            throw NotWritable(root, failure);
        }
        return new OutputLock(held, owner);
    }

    // The process id, with the machine if it is another one.
    private static string Owner(string path)
    {
        try
        {
            var text = OwnerText().Match(File.ReadAllText(path));
            return !text.Success ? "unknown" : text.Groups["machine"].Value == Environment.MachineName ? text.Groups["process"].Value : text.Value;
        }
        catch (IOException)
        {
            return "unknown";
        }
    }

    private static InvalidDataException NotWritable(string root, Exception failure) =>
        new($"{root}: results cannot be written here ({failure.Message}). Choose a folder of yours with --output.", failure);

    [GeneratedRegex(@"^(?<process>\d{1,11}) on (?<machine>[A-Za-z0-9._-]{1,64})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OwnerText();
}
