using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Mapping.Maps;

/// <summary>The zones of a study as one list: 0 is the whole map, followed by the zones of every set. A cell is in at most one zone of each set.</summary>
public sealed class ZoneIndex
{
    private readonly Dictionary<int, int>[] _positions;

    /// <summary>Creates the index from the zone layers of a stack.</summary>
    public ZoneIndex(Study study, StackReader stack)
    {
        Layers = [.. study.Zones.Select(zone => StackLayerNames.Zone(zone.Name))];
        var names = new List<string> { "all" };
        _positions = new Dictionary<int, int>[Layers.Count];
        for (int set = 0; set < Layers.Count; set++)
        {
            _positions[set] = [];
            foreach (var (code, name) in stack.Layer(Layers[set]).Codes)
            {
                _positions[set][code] = names.Count;
                names.Add($"{study.Zones[set].Name}:{name}");
            }
        }
        Names = names;
    }

    /// <summary>Stack layers of the sets.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>Names of the zones: <c>all</c>, <c>country:Uruguay</c>, ….</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Index of a zone in <see cref="Names"/>; −1 for none.</summary>
    /// <param name="set">Index of the set.</param>
    /// <param name="code">Value of the stack's layer; NaN for none.</param>
    public int Find(int set, float code) => float.IsNaN(code) || !_positions[set].TryGetValue((int)code, out int position) ? -1 : position;
}
