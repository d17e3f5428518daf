using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>Rejects an output folder in which a run could destroy its own input, or write to another place through a symbolic link. Called before anything is written.</summary>
public static class OutputGuard
{
    /// <summary>Requires that a study's results may be written to a folder.</summary>
    /// <exception cref="InvalidDataException">The outputs must not be overwritten; the message gives the reason and advice.</exception>
    public static void Require(StudyContext study, OutputFolder folder)
    {
        if (Refusal(study, folder) is { } refusal)
            throw new InvalidDataException(refusal);
    }

    /// <summary>Why a study's results may not be written to a folder; null when they may.</summary>
    public static string? Refusal(StudyContext study, OutputFolder folder)
    {
        string root = RealPath.Resolve(folder.Root);
        bool own = folder.IsOwn;
        const string instead = "\n  Choose another folder with --output; without it, results go to out/NAME.";
        foreach (string input in study.Study.Paths.Select(path => path.Value).Append(study.Path).Select(path => RealPath.Resolve(VirtualFile.FileOf(path))))
        {
            if (folder.Claims(input))
                return $"{folder.Root}: a result would take the place of the input {input}.{instead}";
            if (!own && input != RealPath.Resolve(study.Path) && RealPath.IsWithin(input, root))
                return $"{folder.Root}: this folder holds an input, {input}, and was not made by this program: results are not mixed with inputs.{instead}";
        }
        if (folder.ForeignResult is { } foreign)
            return $"{foreign}: this file was not made by this program, and a result would replace it.{instead}";
        if (!own && Directory.Exists(folder.Work) && Directory.EnumerateFileSystemEntries(folder.Work).Any())
            return $"{folder.Work}: this folder was not made by this program, and results would need it.{instead}";
        return Link(folder) is { } link ? $"{link}: this is a symbolic link in the output folder. Results are not written through links: remove it, or name the folder that it points to with --output." : null;
    }

    // Files get their final names by renaming, which replaces a symbolic link; folders, and files opened to append, would follow it.
    private static string? Link(OutputFolder folder) =>
        folder.Written.Skip(1).Where(place => new FileInfo(place).LinkTarget is not null)
            .Concat(folder.TileStores.Prepend(folder.Work).Where(Directory.Exists).SelectMany(Directory.EnumerateFileSystemEntries).Where(path => new FileInfo(path).LinkTarget is not null))
            .FirstOrDefault();
}
