using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Tests.Workflow.Runs;

public class StaleFilesTests
{
    private static readonly string[] s_ours = [".soilbeta-123-totals.csv.part", "maps/.soilbeta-123-CL_beta.tif.whole.tif.ovr.tmp", "work/.soilbeta-77-stack.part", "work/tiles/CL-common-0123456789abcdef/.soilbeta-77-00000001.segment.part", "shards/1-of-2/.soilbeta-123-notes.part"];

    private static readonly string[] s_others =
        ["totals.csv.123.part", "maps/.CL_beta.tif.123.part.tif", "maps/notes.123.tmp", "maps/x.123.whole.tif.ovr", "work/.stack.123.tmp", ".soilbeta-99-of-a-running-process.part", ".soilbeta-123", "figures/soilbeta-123-x.part"];

    [Fact]
    public void Only_temporary_files_of_recorded_processes_are_removed()
    {
        using var root = new TemporaryFolder();
        var folder = new OutputFolder(root.Root);
        foreach (string name in s_ours.Concat(s_others))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(root[name])!);
            File.WriteAllText(root[name], "half");
        }
        File.WriteAllText(root["work/processes"], "77\n123\nnot a number\n");
        using (StaleFiles.Remove(folder))
        {
            s_ours.Where(name => File.Exists(root[name])).ShouldBeEmpty();
            s_others.Where(name => !File.Exists(root[name])).ShouldBeEmpty();
            File.ReadAllText(root["work/processes"]).ShouldBe($"{Environment.ProcessId}\n");
        }
        File.Exists(root["work/processes"]).ShouldBeFalse();
    }
}
