using SoilBeta.Reports;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>Inputs of a step: named parts, each with a checksum, so that messages can name the changes.</summary>
public sealed class StepInputs
{
    /// <summary>Version and sources of everything that takes part in computing a step, except the report, which has its own.</summary>
    private static readonly string s_program = ProgramVersion.BuildOf(typeof(StepInputs).Assembly, typeof(StudyReport).Assembly);

    private readonly SortedDictionary<string, string> _parts;

    /// <summary>Creates inputs with the program as the first part.</summary>
    /// <param name="program">Version of the code for the step; null for version and sources of everything that computes.</param>
    public StepInputs(string? program = null) => _parts = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["the program"] = program ?? s_program };

    /// <summary>The parts: name → checksum.</summary>
    public IReadOnlyDictionary<string, string> Parts => _parts;

    /// <summary>Adds a part.</summary>
    /// <param name="what">Name for messages: <c>the study's section forest</c>, <c>profiles.csv</c>.</param>
    /// <param name="checksum">Checksum.</param>
    public StepInputs With(string what, string checksum)
    {
        _parts[what] = checksum;
        return this;
    }

    /// <summary>Names of the parts that differ from an earlier state.</summary>
    public IReadOnlyList<string> ChangesSince(IReadOnlyDictionary<string, string> earlier) =>
        [.. _parts.Keys.Union(earlier.Keys, StringComparer.Ordinal).Where(part => _parts.GetValueOrDefault(part) != earlier.GetValueOrDefault(part)).Order(StringComparer.Ordinal)];
}
