using System.Text.Json;

namespace SoilBeta.Workflow.Steps;

/// <summary>The mapped part of a study's ecosystems, and why the rest is not mapped.</summary>
public sealed record StackSummary
{
    /// <summary>Name of the summary among the stack's properties.</summary>
    internal const string Property = "summary";

    /// <summary>Number of cells of the grid.</summary>
    public long Cells { get; init; }

    /// <summary>Number of cells that an ecosystem covers at least in part.</summary>
    public long EcosystemCells { get; set; }

    /// <summary>Number of mapped cells: with all covariates and the topsoil, and not masked.</summary>
    public long ValidCells { get; set; }

    /// <summary>Ecosystems in the order of the study.</summary>
    public List<EcosystemArea> Ecosystems { get; init; } = [];

    /// <summary>Reasons why cells of the ecosystems are not mapped; a cell counts for the first that applies: masks, topsoil, covariates in order.</summary>
    public List<UnmappedArea> Unmapped { get; init; } = [];

    /// <summary>Notes on the rasters for the user.</summary>
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

    /// <summary>Mapped part of it, ha.</summary>
    public double MappedHectares { get; set; }
}

/// <summary>Cells that are not mapped for one reason.</summary>
public sealed record UnmappedArea
{
    /// <summary>Reason, e.g. <c>no MAT</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>Number of cells.</summary>
    public long Cells { get; set; }

    /// <summary>Area of all ecosystems in these cells, ha.</summary>
    public double Hectares { get; set; }
}
