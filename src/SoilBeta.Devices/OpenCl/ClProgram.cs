using System.Globalization;
using SoilBeta.Numerics;

namespace SoilBeta.Devices.OpenCl;

/// <summary>The one place where constants are passed to kernels as <c>-D</c>: the constants of each kernel file, and their values for a run.</summary>
internal sealed record ClProgram
{
    /// <summary>Draws and descent.</summary>
    public const string Descend = "descend.cl";

    /// <summary>Depth integration.</summary>
    public const string Integrate = "integrate.cl";

    /// <summary>Layers that the forest predicts.</summary>
    public const string Direct = "direct.cl";

    /// <summary>Sums over realisations and zones.</summary>
    public const string Sums = "sums.cl";

    /// <summary>Order statistics.</summary>
    public const string Select = "select.cl";

    /// <summary>Sizes and offsets of the structs.</summary>
    public const string LayoutProbe = "layout_probe.cl";

    /// <summary>Constants that each file requires with <c>#error</c>.</summary>
    private static readonly Dictionary<string, string[]> s_needs = new(StringComparer.Ordinal)
    {
        [Descend] = ["LANES", "POINTS", "TREE_NODES", "OUTPUTS", "FEATURES", "COMMON_DRAWS", "DRAWS"],
        [Integrate] = ["COMMON_DRAWS", "DRAWS", "TOPSOIL_VARIABLE", "TOPSOIL_DEPTH", "LAYERS", "SELECT_DENSITIES"],
        [Direct] = ["COMMON_DRAWS", "DRAWS", "OUTPUTS", "TOPSOIL_VARIABLE", "TOPSOIL_REPLACES", "LAYER_SUMS"],
        [Sums] = ["REDUCE_LANES"],
        [Select] = ["REDUCE_LANES", "RANKS"],
        [LayoutProbe] = [],
    };

    /// <summary>Kernel files that are programs, not headers.</summary>
    public static IEnumerable<string> Files => s_needs.Keys;

    /// <summary>Constants that a file requires.</summary>
    public static IReadOnlyList<string> Needs(string file) => s_needs[file];

    private readonly Dictionary<string, int> _values;

    /// <summary>Values of the constants for a plan on a device.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="reduceLanes">Work-items of a group in reductions and counts, a power of two.</param>
    public ClProgram(RunPlan plan, int reduceLanes)
    {
        bool common = plan.Draws.Mode == DrawMode.Common;
        _values = new(StringComparer.Ordinal)
        {
            ["REDUCE_LANES"] = reduceLanes,
            ["FEATURES"] = plan.Forests.Features.Count,
            ["COMMON_DRAWS"] = common ? 1 : 0,
            ["DRAWS"] = common ? plan.Draws.Count : 0,
            ["TOPSOIL_VARIABLE"] = plan.TopsoilVaries ? plan.TopsoilVariable : -1,
            ["TOPSOIL_DEPTH"] = plan.TopsoilDepth,
            ["SELECT_DENSITIES"] = plan.SelectsDensities ? 1 : 0,
            ["LAYERS"] = Soil.LayerDensities.Layers,
            ["OUTPUTS"] = plan.Outputs,
            ["TOPSOIL_REPLACES"] = plan.TopsoilReplacesFirst ? 1 : 0,
            ["LAYER_SUMS"] = plan.Sums.Count,
            ["RANKS"] = plan.Ranks.Count,
        };
    }

    /// <summary>Build options of a file other than <see cref="Descend"/>.</summary>
    public string Options(string file) => Options(s_needs[file].Select(name => (name, _values[name])));

    /// <summary>Build options of <see cref="Descend"/> for a launch shape.</summary>
    public string Options(DescentShape shape) => Options(s_needs[Descend].Select(name => (name, name switch
    {
        "LANES" => shape.Lanes,
        "POINTS" => shape.Points,
        "TREE_NODES" => shape.TreeNodes,
        _ => _values[name],
    })));

    /// <summary>Build options with given constants. No option relaxes floating-point arithmetic; the files switch contraction off.</summary>
    public static string Options(IEnumerable<(string Name, int Value)> constants) =>
        string.Join(' ', constants.Select(constant => string.Create(CultureInfo.InvariantCulture, $"-D {constant.Name}={constant.Value}")).Prepend("-cl-std=CL1.2"));
}
