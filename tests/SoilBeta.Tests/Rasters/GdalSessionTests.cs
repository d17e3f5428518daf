using SoilBeta.Rasters;

namespace SoilBeta.Tests.Rasters;

public sealed class GdalSessionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void All_announced_files_are_opened_first_at_once_and_each_once()
    {
        string one = Raster("one.asc"), two = Raster("two.asc");
        var first = new Recorder();
        var session = new GdalSession(first);
        session.Announce([new(one, false), new(two, false), new(_folder["missing.asc"], false)]);
        session.OpenRaster(two).Dispose();
        session.OpenRaster(one, [1]).Dispose();
        session.FilesOfRaster(two).Count.ShouldBe(2);
        first.Lists.ShouldBe([$"{two} {one}"]);
    }

    [Fact]
    public void A_file_that_is_changed_or_was_not_announced_is_opened_first_by_itself()
    {
        string one = Raster("one.asc"), two = Raster("two.asc");
        var first = new Recorder();
        var session = new GdalSession(first);
        session.Announce([new(one, false)]);
        session.OpenRaster(one).Dispose();
        session.OpenRaster(two).Dispose();
        File.AppendAllText(one, "\n");
        session.OpenRaster(one).Dispose();
        first.Lists.ShouldBe([one, two, one]);
    }

    [Fact]
    public void A_file_that_was_refused_is_not_opened_here()
    {
        var session = new GdalSession(new Recorder { Refusal = "one.asc harms" });
        string one = Raster("one.asc");
        for (int i = 0; i < 2; i++)
            Should.Throw<InvalidDataException>(() => session.OpenRaster(one)).Message.ShouldBe("one.asc harms");
        Should.Throw<InvalidDataException>(() => session.FilesOfVector(one)).Message.ShouldBe("one.asc harms");
    }

    [Fact]
    public void A_session_with_the_network_cannot_follow_one_without()
    {
        GdalLibrary.Require();
        Should.Throw<InvalidOperationException>(() => new GdalSession(allowNetwork: true));
    }

    private string Raster(string name) => AsciiGrid.Write(_folder[name], -60, -36, 0.5, 2, (_, _) => 1, 2);

    private sealed class Recorder : IFirstOpen
    {
        public List<string> Lists { get; } = [];

        public string? Refusal { get; init; }

        public IReadOnlyList<string?> Open(IReadOnlyList<InputFile> files, bool allowNetwork)
        {
            Lists.Add(string.Join(' ', files.Select(file => file.Path)));
            return [.. files.Select(_ => Refusal)];
        }
    }
}
