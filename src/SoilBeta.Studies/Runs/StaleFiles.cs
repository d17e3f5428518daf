using System.Text.RegularExpressions;

namespace SoilBeta.Studies.Runs;

/// <summary>Temporary files of runs that were killed: every writer names its own after the process, so with the lock held they belong to nobody.</summary>
internal static partial class StaleFiles
{
    /// <summary>Removes them from an output folder whose lock is held.</summary>
    public static void Remove(OutputFolder folder)
    {
        foreach (string place in new[] { folder.Root, folder.Maps, folder.Forests, folder.Work, Path.Combine(folder.Root, "figures"), Path.Combine(folder.Root, "stac") }.Where(Directory.Exists))
        {
            foreach (string path in Directory.EnumerateFiles(place).Where(path => Temporary().IsMatch(Path.GetFileName(path))))
                File.Delete(path);
        }
    }

    [GeneratedRegex(@"\.\d+\.(part|tmp|part\.tif|whole\.tif.*)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Temporary();
}
