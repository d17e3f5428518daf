using System.Globalization;

namespace SoilBeta.Studies;

/// <summary>Reads a study file: YAML → sections → <see cref="Study"/>, checked as a whole.</summary>
public static class StudyReader
{
    /// <summary>Reads a study file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="overrides">What the command line says instead of the file.</param>
    /// <exception cref="UsageException">An option of the command line makes no sense, whatever the study is; what else is wrong is in the message too.</exception>
    /// <exception cref="InvalidDataException">The file is missing or wrong; the message holds a line for everything that is wrong, with file and line, or with the option of the command line.</exception>
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
        return new StudyContext(absolute, study, EffectiveText.Lines(section)) { Limits = limits };
    }
}

/// <summary>What the command line gives instead of the study file, and limits the run to, as it was written.</summary>
/// <param name="Seed"><c>--seed</c>; null: the file's.</param>
/// <param name="Draws"><c>--draws</c>; null: the file's.</param>
/// <param name="AllowNetwork"><c>--allow-network</c>: whether paths may be addresses, or inside archives.</param>
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

    /// <summary>Puts them into the sections, so that they are bound and checked like what the file says; problems with them name the option.</summary>
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
