using System.Globalization;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>Temporary files of runs that were killed. A folder's record lists the processes that have worked there and did not end by themselves; only files that bear the number of one of them are removed.</summary>
internal sealed class StaleFiles : IDisposable
{
    private readonly string _record;

    private StaleFiles(string record) => _record = record;

    /// <summary>Removes what killed processes left in an output folder whose lock is held, and adds this process to the record.</summary>
    /// <param name="folder">Output folder.</param>
    /// <returns>Takes this process off the record when it ends by itself, and with it its temporary files.</returns>
    public static StaleFiles Remove(OutputFolder folder)
    {
        string record = Path.Combine(folder.Work, "processes");
        int[] processes = [.. Read(record).Append(Environment.ProcessId).Distinct()];
        // Before anything is removed or written: whoever comes after a kill finds both numbers.
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
            // It only makes the next run look for files that are not there.
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
