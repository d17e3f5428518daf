using SoilBeta.Reports;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Runs;

/// <summary>What a step's results depend on: named parts, each with its checksum, so that a change can be said by name.</summary>
public sealed class StepInputs
{
    /// <summary>Version and sources of all that takes part in a step; the report counts its own room beside.</summary>
    internal static string Program { get; } = ProgramVersion.BuildOf(typeof(StepInputs).Assembly, typeof(StudyReport).Assembly);

    private readonly SortedDictionary<string, string> _parts = new(StringComparer.Ordinal) { ["the program"] = Program };

    /// <summary>The parts: what → checksum.</summary>
    public IReadOnlyDictionary<string, string> Parts => _parts;

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
        [.. _parts.Where(part => !earlier.TryGetValue(part.Key, out string? before) || before != part.Value).Select(part => part.Key)];
}
