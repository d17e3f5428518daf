using SoilBeta.Mapping.Maps;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Studies;
using SoilBeta.Training.Tables;

namespace SoilBeta.Cli;

/// <summary>What a study's stack has at places: the cells of an ecosystem, and why a place has none.</summary>
internal sealed class PlaceCells(Study study, StackReader stack, IReadOnlyList<Place> places)
{
    private readonly (int Column, int Row)?[] _cells = [.. places.Select(place => stack.TryFind(place.Longitude, place.Latitude, out int column, out int row) ? (column, row) : ((int, int)?)null)];

    /// <summary>Places that are mapped for an ecosystem.</summary>
    public int[] MappedFor(string code) => [.. Enumerable.Range(0, places.Count).Where(place => _cells[place] is not null && StackLayerNames.IsMapped(Value(place, StackLayerNames.Valid), FractionOf(place, code)))];

    /// <summary>Share of the cell that an ecosystem covers.</summary>
    public float FractionOf(int place, string code) => Value(place, StackLayerNames.Fraction(code));

    /// <summary>Why a place is not mapped; empty where it is.</summary>
    public string WhyNot(int place)
    {
        if (_cells[place] is null)
            return "outside the study's grid";
        string[] unknown = [.. study.Covariates.Select(covariate => covariate.Name).Where(name => !float.IsFinite(Value(place, StackLayerNames.Covariate(name))))];
        if (unknown.Length > 0)
            return $"no value of {string.Join(", ", unknown)}";
        if (stack.Has(StackLayerNames.Topsoil) && !float.IsFinite(Value(place, StackLayerNames.Topsoil)))
            return "no topsoil density";
        if (!study.Ecosystems.Any(ecosystem => FractionOf(place, ecosystem.Code) > 0))
            return "no ecosystem of the study";
        return StackLayerNames.IsValid(Value(place, StackLayerNames.Valid)) ? "" : "masked";
    }

    /// <summary>Cells of places, with the input of a device.</summary>
    /// <param name="some">Indices of the places, all on the grid.</param>
    public CellBlock Block(IReadOnlyList<int> some)
    {
        float[] Layer(string name) => [.. some.Select(place => Value(place, name))];
        return new CellBlock
        {
            Positions = [.. some.Select(place => ((long)_cells[place]!.Value.Row * stack.Grid.Width) + _cells[place]!.Value.Column)],
            Covariates = [.. study.Covariates.SelectMany(covariate => Layer(StackLayerNames.Covariate(covariate.Name)))],
            Topsoil = stack.Has(StackLayerNames.Topsoil) ? Layer(StackLayerNames.Topsoil) : [],
            SoilDepths = stack.Has(StackLayerNames.Rock) ? [.. Layer(StackLayerNames.Rock).Select(ProfilePlaces.WholeCentimetres)] : [],
            DrawKeys = study.Uncertainty.Mode == DrawMode.Common ? [] : [.. some.Select(place => DrawKeys.ForCell(study.Uncertainty, stack.Grid, _cells[place]!.Value.Column, _cells[place]!.Value.Row))],
            Fractions = [],
            Areas = [],
            ZoneTuples = [],
        };
    }

    private float Value(int place, string layer)
    {
        var (column, row) = _cells[place]!.Value;
        float value = float.NaN;
        stack.Read(layer, new GridWindow(column, row, 1, 1), new Span<float>(ref value));
        return value;
    }
}
