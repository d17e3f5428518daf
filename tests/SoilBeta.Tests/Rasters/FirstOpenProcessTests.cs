using SoilBeta.Rasters;
using SoilBeta.Tests.Cli;

namespace SoilBeta.Tests.Rasters;

/// <summary>The process that opens files first, and the shell in its place where it is to fail at will.</summary>
public sealed class FirstOpenProcessTests : IDisposable
{
    // Notes each start, says that it is ready, and answers by the file's name.
    private const string Shell = """
        echo start >> "$1"; echo ready
        while read -r kind path; do
          case "$path" in
            *crash*) kill -SEGV $$;;
            *killed*) kill -KILL $$;;
            *slow*) read -r never;;
            *odd*) echo "a library's own words";;
          esac
          echo fine
        done
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_process_opens_all_files_and_says_of_each_what_is_wrong()
    {
        string good = AsciiGrid.Write(_folder["good, with a space.asc"], -60, -36, 0.5, 2, (_, _) => 1, 2);
        File.WriteAllText(_folder["bad.tif"], "no raster");
        string zones = _folder["zones.geojson"];
        File.WriteAllText(zones, """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"a"},"geometry":{"type":"Point","coordinates":[0,0]}}]}""");
        InputFile[] files = [new(good, false), new(_folder["bad.tif"], false), new(zones, true)];
        IReadOnlyList<string?> refusals = new FirstOpenProcess(Soilbeta.OpeningCommand, new OpeningLimits()).Open(files, allowNetwork: false);
        refusals[0].ShouldBeNull();
        refusals[1].ShouldNotBeNull().ShouldStartWith(_folder["bad.tif"] + " cannot be opened as a raster");
        refusals[2].ShouldBeNull();
        refusals.ShouldBe(new FirstOpenInProcess().Open(files, allowNetwork: false));
    }

    [Fact]
    public void A_crash_is_the_fault_of_the_file_that_was_being_opened_and_the_rest_goes_to_another_process()
    {
        IReadOnlyList<string?> refusals = Ask(new OpeningLimits(), "a.tif", "crash.gpkg", "odd.tif", "killed.nc", "b.tif", "c.tif");
        refusals.Select(refusal => refusal is null).ShouldBe([true, false, true, false, true, true]);
        refusals[1].ShouldNotBeNull().ShouldStartWith("crash.gpkg crashes the library that opens it (exit code 139)");
        refusals[3].ShouldNotBeNull().ShouldStartWith("killed.nc was being opened when the process that opens files first was killed");
        File.ReadAllLines(_folder["starts"]).Length.ShouldBe(3);
    }

    /// <summary>It never answers, so that any limit of time is reached.</summary>
    [Fact]
    public void A_file_that_never_opens_is_given_up()
    {
        Ask(new OpeningLimits(0.01), "slow.tif")[0].ShouldNotBeNull().ShouldStartWith("slow.tif takes longer than 0 s to open and read.");
    }

    [Fact]
    public void No_file_is_to_blame_for_a_process_that_does_not_start()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "stands for the program by a shell");
        Should.Throw<InvalidDataException>(() => new FirstOpenProcess(["sh", "-c", "exit 3"], new OpeningLimits()).Open([new("a.tif", false)], false)).Message.ShouldContain("ended with exit code 3 before it opened any");
        Should.Throw<InvalidDataException>(() => new FirstOpenProcess([_folder["none"]], new OpeningLimits()).Open([new("a.tif", false)], false)).Message.ShouldContain("cannot be started");
    }

    [Fact]
    public void Waiting_for_a_file_ends_with_the_run()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "stands for the program by a shell");
        using var source = new CancellationTokenSource();
        source.Cancel();
        Should.Throw<OperationCanceledException>(() => new FirstOpenProcess(Command, new OpeningLimits(), source.Token).Open([new("slow.tif", false)], false));
    }

    private string[] Command => ["sh", "-c", Shell, "sh", _folder["starts"]];

    private IReadOnlyList<string?> Ask(OpeningLimits limits, params string[] names)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "stands for the program by a shell");
        return new FirstOpenProcess(Command, limits).Open([.. names.Select(name => new InputFile(name, false))], allowNetwork: false);
    }
}
