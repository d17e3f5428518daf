using System.Text.Json;

namespace SoilBeta.Workflow.Steps;

/// <summary>How much of a study's ecosystems is mapped, and why the rest is not.</summary>
public sealed record StackSummary
{
    /// <summary>Name of the summary among the stack's properties.</summary>
    internal const string Property = "summary";

    /// <summary>Cells of the grid.</summary>
    public long Cells { get; init; }

    /// <summary>Cells of which some ecosystem covers a share.</summary>
    public long EcosystemCells { get; set; }

    /// <summary>Cells that are mapped: all covariates and the topsoil are there, no mask leaves them out.</summary>
    public long ValidCells { get; set; }

    /// <summary>Ecosystems in the order of the study.</summary>
    public List<EcosystemArea> Ecosystems { get; init; } = [];

    /// <summary>Why cells of the ecosystems are not mapped; a cell counts for the first reason that holds: masks, topsoil, covariates in order.</summary>
    public List<UnmappedArea> Unmapped { get; init; } = [];

    /// <summary>What a person should know of the rasters.</summary>
    public List<string> Notes { get; init; } = [];

    internal string ToText() => JsonSerializer.Serialize(this);

    internal static StackSummary Parse(string text) => JsonSerializer.Deserialize<StackSummary>(text) ?? throw new InvalidDataException("The stack's summary is empty.\n  Delete the stack, it is made again.");
}

/// <summary>Area of an ecosystem.</summary>
public sealed record EcosystemArea
{
    /// <summary>Code.</summary>
    public required string Code { get; init; }

    /// <summary>Area on the grid, ha.</summary>
    public double Hectares { get; set; }

    /// <summary>Part of it that is mapped, ha.</summary>
    public double MappedHectares { get; set; }
}

/// <summary>Cells that are not mapped for one reason.</summary>
public sealed record UnmappedArea
{
    /// <summary>Reason, e.g. <c>no MAT</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Cells.</summary>
    public long Cells { get; set; }

    /// <summary>Area of all ecosystems in them, ha.</summary>
    public double Hectares { get; set; }
}
