using SoilBeta.Reports;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>What a step's results depend on: named parts, each with its checksum, so that a change can be said by name.</summary>
public sealed class StepInputs
{
    /// <summary>Version and sources of all that takes part in computing a step; the report has its own.</summary>
    private static readonly string s_program = ProgramVersion.BuildOf(typeof(StepInputs).Assembly, typeof(StudyReport).Assembly);

    private readonly SortedDictionary<string, string> _parts;

    /// <summary>Begins with the program.</summary>
    /// <param name="program">Version of what does the step; null: version and sources of everything that computes.</param>
    public StepInputs(string? program = null) => _parts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["the program"] = program ?? s_program };

    /// <summary>The parts: what → checksum.</summary>
    public IReadOnlyDictionary<string, string> Parts => _parts;

    /// <summary>SHA-256 of all parts, hexadecimal.</summary>
    public string Checksum => Checksums.OfText(_parts.Select(part => $"{part.Key} {part.Value}"));

    /// <summary>Adds a part.</summary>
    /// <param name="what">For people: <c>the study's section forest</c>, <c>profiles.csv</c>.</param>
    /// <param name="checksum">Its checksum.</param>
    public StepInputs With(string what, string checksum)
    {
        _parts[what] = checksum;
        return this;
    }

    /// <summary>Names of the parts that differ from an earlier state.</summary>
    public IReadOnlyList<string> ChangesSince(IReadOnlyDictionary<string, string> earlier) =>
        [.. _parts.Keys.Union(earlier.Keys, StringComparer.Ordinal).Where(part => _parts.GetValueOrDefault(part) != earlier.GetValueOrDefault(part)).Order(StringComparer.Ordinal)];
}
