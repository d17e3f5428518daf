using System.Globalization;

namespace SoilBeta.Studies;

/// <summary>Reads a study file: YAML → sections → <see cref="Study"/>, checked as a whole.</summary>
public static class StudyReader
{
    /// <summary>Reads a study file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="overrides">Command-line options that override the file.</param>
    /// <exception cref="UsageException">A command-line option is invalid for any study; the message also lists all other problems.</exception>
    /// <exception cref="InvalidDataException">The file is missing or invalid; the message has one line per problem, with its place in the file or its command-line option.</exception>
    public static StudyContext Read(string path, StudyOverrides? overrides = null)
    {
        string file = Path.GetFileName(path), absolute = Path.GetFullPath(path);
        var problems = new StudyProblems(file);
        var section = new StudySection();
        new SectionReader(problems).Fill(YamlText.Read(path, file), section, "");
        overrides?.Apply(section, problems);
        var limits = overrides is null ? RunLimits.None : RunLimits.Bind(overrides, problems);
        var study = Study.Bind(section, new Binding(problems, Path.GetDirectoryName(absolute) ?? absolute) { AllowsNetwork = overrides?.AllowNetwork ?? false });
        problems.ThrowIfAny();
        return new StudyContext(absolute, study, EffectiveText.Lines(section)) { ReaderLines = EffectiveText.ReaderLines(section), Limits = limits };
    }
}

/// <summary>Overrides and limits from the command line, as written.</summary>
/// <param name="Seed"><c>--seed</c>; null for the file's.</param>
/// <param name="Draws"><c>--draws</c>; null for the file's.</param>
/// <param name="AllowNetwork"><c>--allow-network</c>: whether network paths and paths inside archives are allowed.</param>
public sealed record StudyOverrides(ulong? Seed = null, int? Draws = null, bool AllowNetwork = false)
{
    /// <summary><c>--bounds</c>; null for none.</summary>
    public string? Bounds { get; init; }

    /// <summary><c>--threads</c>; null for none.</summary>
    public int? Threads { get; init; }

    /// <summary><c>--memory</c>; null for none.</summary>
    public string? Memory { get; init; }

    /// <summary><c>--keep-tiles</c>; null for none.</summary>
    public string? KeepTiles { get; init; }

    /// <summary>Puts the overrides into the sections, where they are bound and checked like keys of the file; problems name the option.</summary>
    internal void Apply(StudySection study, StudyProblems problems)
    {
        if (Seed is { } seed)
        {
            study.Seed = seed;
            problems.Override("seed", string.Create(CultureInfo.InvariantCulture, $"--seed {seed}"));
        }
        if (Draws is { } draws)
        {
            study.Uncertainty.Draws = draws;
            problems.Override("uncertainty.draws", string.Create(CultureInfo.InvariantCulture, $"--draws {draws}"));
        }
    }
}
