using System.Globalization;
using SoilBeta.Studies.StudyFile;

namespace SoilBeta.Studies;

/// <summary>Reads a study file: YAML → sections → <see cref="Study"/>, checked as a whole.</summary>
public static class StudyReader
{
    /// <summary>Reads a study file.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="overrides">What the command line says instead of the file.</param>
    /// <exception cref="InvalidDataException">The file is missing or wrong; the message holds a line for everything that is wrong, with file and line, or with the option of the command line.</exception>
    public static StudyContext Read(string path, StudyOverrides? overrides = null)
    {
        string file = Path.GetFileName(path), absolute = Path.GetFullPath(path);
        var problems = new StudyProblems(file);
        var section = new StudySection();
        new SectionReader(problems).Fill(YamlText.Read(path, file), section, "");
        overrides?.Apply(section, problems);
        var study = Study.Bind(section, new Binding(problems, Path.GetDirectoryName(absolute) ?? absolute));
        problems.ThrowIfAny();
        return new StudyContext(absolute, study, EffectiveText.Lines(section));
    }
}

/// <summary>What the command line may say instead of the study file.</summary>
/// <param name="Seed">Seed; null: the file's.</param>
/// <param name="Draws">Draws; null: the file's.</param>
public sealed record StudyOverrides(ulong? Seed = null, int? Draws = null)
{
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
