using System.Globalization;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>Removes temporary files of killed runs. A record in the folder lists the processes that worked there and did not end normally; only files that bear the id of one of them are removed.</summary>
internal sealed class StaleFiles : IDisposable
{
    private readonly string _record;

    private StaleFiles(string record) => _record = record;

    /// <summary>Removes the files of killed processes from an output folder whose lock is held, and adds this process to the record.</summary>
    /// <param name="folder">Output folder.</param>
    /// <returns>Removes this process from the record, and its temporary files, when it ends normally.</returns>
    public static StaleFiles Remove(OutputFolder folder)
    {
        string record = Path.Combine(folder.Work, "processes");
        int[] processes = [.. Read(record).Append(Environment.ProcessId).Distinct()];
        // Written before anything is removed: after a kill, the next run finds both ids.
        WholeFile.WriteText(record, string.Concat(processes.Select(process => string.Create(CultureInfo.InvariantCulture, $"{process}\n"))));
        foreach (string place in folder.Written.Where(Directory.Exists))
        {
            foreach (string path in Directory.EnumerateFiles(place).Where(path => TemporaryName.ProcessOf(path) is { } process && processes.Contains(process)))
                File.Delete(path);
        }
        WholeFile.WriteText(record, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n"));
        return new StaleFiles(record);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            File.Delete(_record);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Harmless: the next run looks for files that do not exist.
        }
    }

    private static IEnumerable<int> Read(string record)
    {
        try
        {
            return File.Exists(record) ? [.. File.ReadLines(record).Take(10_000).Select(line => int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int process) ? process : -1)] : [];
        }
        catch (IOException)
        {
            return [];
        }
    }
}
