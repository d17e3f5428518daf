using System.Globalization;

namespace SoilBeta.Tests.Fuzz;

/// <summary>Gives a reader many changed inputs and holds it to its word: it reads them, or refuses them with a message that names the file; within bounds of time and memory, and never in another way.</summary>
/// <remarks>SOILBETA_FUZZ_INPUTS sets how many (500; the soak has 10,000), SOILBETA_SOAK_RESULTS the file that a line of figures is added to, SOILBETA_FUZZ_KEEP a folder for inputs that failed.</remarks>
internal static class FuzzRun
{
    /// <summary>CPU time of an input, s.</summary>
    private const double MostSeconds = 2;

    private const long MostBytes = 256L << 20;

    // A field of a table may have a megabyte; the command line cuts what it shows.
    private const int LongestMessage = 4 << 20;

    public static int Inputs { get; } = int.TryParse(Environment.GetEnvironmentVariable("SOILBETA_FUZZ_INPUTS"), NumberStyles.None, CultureInfo.InvariantCulture, out int inputs) ? inputs : 500;

    /// <summary>Runs a reader.</summary>
    /// <param name="reader">Its name.</param>
    /// <param name="path">File that each input is written to.</param>
    /// <param name="make">Makes an input.</param>
    /// <param name="read">Reads the file.</param>
    /// <param name="share">Inputs are divided by this: for a reader that starts a process for most.</param>
    /// <param name="neverRefuses">For files that only cache earlier work: no content may cause an exception.</param>
    public static void Check(string reader, string path, Func<Mutator, byte[]> make, Action<string> read, bool neverRefuses = false, int share = 1)
    {
        int inputs = Inputs / share;
        int refused = 0;
        double slowest = 0;
        long largest = 0;
        var failures = new List<string>();
        for (int input = 0; input < inputs && failures.Count < 12; input++)
        {
            var mutator = new Mutator(reader, input);
            File.WriteAllBytes(path, make(mutator));
            string? wrong = Try(path, read, neverRefuses, out bool refusal, out double seconds, out long bytes);
            // What other tests allocate meanwhile, and its collection on this thread, are not the reader's fault.
            for (int again = 0; again < 2 && wrong is null && (seconds > MostSeconds || bytes > MostBytes); again++)
                wrong = Try(path, read, neverRefuses, out refusal, out seconds, out bytes);
            if (wrong is null && seconds > MostSeconds)
                wrong = string.Create(CultureInfo.InvariantCulture, $"took {seconds:0.0} s");
            if (wrong is null && bytes > MostBytes)
                wrong = $"allocated {bytes >> 20} MB";
            refused += refusal ? 1 : 0;
            slowest = Math.Max(slowest, seconds);
            largest = Math.Max(largest, bytes);
            if (wrong is null)
                continue;
            failures.Add($"{mutator.Name}: {wrong}");
            if (Environment.GetEnvironmentVariable("SOILBETA_FUZZ_KEEP") is { Length: > 0 } keep)
            {
                foreach (string part in Directory.EnumerateFiles(Path.GetDirectoryName(path)!, Path.GetFileNameWithoutExtension(path) + ".*"))
                    File.Copy(part, Path.Combine(keep, $"{mutator.Name}{Path.GetExtension(part)}"), overwrite: true);
            }
        }
        if (Environment.GetEnvironmentVariable("SOILBETA_SOAK_RESULTS") is { Length: > 0 } results)
            File.AppendAllText(results, string.Create(CultureInfo.InvariantCulture, $"| {reader} | {inputs:N0} | {inputs - refused:N0} | {refused:N0} | {failures.Count} | {1000 * slowest:0} ms | {largest / (double)(1 << 20):0.0} MB |\n"));
        failures.ShouldBeEmpty();
    }

    private static string? Try(string path, Action<string> read, bool neverRefuses, out bool refused, out double seconds, out long bytes)
    {
        refused = false;
        long before = GC.GetAllocatedBytesForCurrentThread();
        double begun = ThreadTime.Seconds;
        try
        {
            read(path);
            return null;
        }
        catch (InvalidDataException refusal) when (!neverRefuses)
        {
            refused = true;
            return !refusal.Message.Contains(Path.GetFileName(path), StringComparison.Ordinal) ? $"the message does not name the file: {refusal.Message}"
                : refusal.Message.Length > LongestMessage ? $"a message of {refusal.Message.Length} characters: {refusal.Message[..200]}"
                : null;
        }
        catch (Exception other)
        {
            return other.ToString();
        }
        finally
        {
            seconds = ThreadTime.Seconds - begun;
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }
}
