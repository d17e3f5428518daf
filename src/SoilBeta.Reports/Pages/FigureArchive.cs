using System.IO.Compression;

namespace SoilBeta.Reports.Pages;

/// <summary><c>figures/figures.zip</c>: every figure as SVG, its PNG and its data.</summary>
internal static class FigureArchive
{
    /// <summary>The same for every run: a zip cannot say that it has no time.</summary>
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes the archive.</summary>
    /// <param name="folder">Folder of the figures.</param>
    /// <param name="files">Paths of the files to hold, in their order; an older report's stay out.</param>
    public static void Write(string folder, IEnumerable<string> files)
    {
        string path = Path.Combine(folder, "figures.zip");
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (string file in files)
            {
                ZipArchiveEntry entry = archive.CreateEntry(Path.GetFileName(file), Path.GetExtension(file) == ".png" ? CompressionLevel.NoCompression : CompressionLevel.Fastest);
                entry.LastWriteTime = s_time;
                using Stream content = entry.Open();
                content.Write(File.ReadAllBytes(file));
            }
        }
        WholeFile.Write(path, stream => stream.Write(memory.ToArray()));
    }
}
