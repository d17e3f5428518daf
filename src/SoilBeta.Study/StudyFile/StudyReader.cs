namespace SoilBeta.Studies.StudyFile;

/// <summary>Reads a study file: YAML → <see cref="Study"/>, checked as a whole, with its preset applied and its paths absolute.</summary>
public static class StudyReader
{
    /// <summary>Reads a study file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="overrides">What the command line says instead of the file.</param>
    /// <exception cref="InvalidDataException">The file is missing or wrong; the message holds a line for everything that is wrong, with file and line.</exception>
    public static StudyContext Read(string path, StudyOverrides? overrides = null)
    {
        string file = Path.GetFileName(path);
        var problems = new StudyProblems(file);
        var top = YamlText.Read(path, file);
        var study = new Study();
        new StudyBinder(problems).Fill(top, study, "");
        if (overrides?.Seed is { } seed)
            study.Seed = seed;
        if (overrides?.Draws is { } draws)
            study.Uncertainty.Draws = draws;
        StudyPresets.Apply(study);
        new StudyChecks(study, problems, overrides?.AllowNetwork ?? false).Run();
        problems.ThrowIfAny();

        var lines = StudyContext.Canonical(study);
        string absolute = Path.GetFullPath(path);
        StudyPaths.Resolve(study, Path.GetDirectoryName(absolute)!);
        return new StudyContext(absolute, study, lines);
    }
}

/// <summary>What the command line may say instead of the study file.</summary>
/// <param name="Seed">Seed; null: the file's.</param>
/// <param name="Draws">Draws; null: the file's.</param>
/// <param name="AllowNetwork">Whether network paths and paths inside archives are allowed.</param>
public sealed record StudyOverrides(ulong? Seed = null, int? Draws = null, bool AllowNetwork = false);
