using System.Globalization;
using System.Text.Json.Nodes;
using SoilBeta.Rasters;
using SoilBeta.Reports.Charts;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Maps;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Viewer;

/// <summary>The layers of the viewer: for each land cover and all together every map with its bands, the dissimilarity index, and the inputs.</summary>
internal sealed class ViewerLayers(StudyOutputs outputs)
{
    /// <summary>Code of the inputs among the land covers.</summary>
    private const string Inputs = "INPUTS";

    /// <summary>Steps of a covariate's range.</summary>
    private const double CovariateSteps = 2000;

    private static readonly (string Band, string Key)[] Bands = [("mean", "mean"), ("q2.5", "low"), ("q97.5", "high"), ("U", "u"), ("prediction_q", "single")];

    private readonly bool _few = outputs.Stack is { } stack && stack.Grid.Cells > 1_500_000;
    private readonly Dictionary<(string Product, string Kind), List<float[]>> _scaled = [];

    /// <summary>Values that a mapped cell has in all layers: decides how many cells a page can hold.</summary>
    public int ValuesPerCell => outputs.Study.Products.Sum(product => _few && IsSingleLayer(product) ? 1 : 6) + 1;

    /// <summary>Land covers with their cells, products with their scales, and the packed values.</summary>
    /// <param name="grid">Cells.</param>
    public (JsonArray Covers, JsonArray Products, JsonObject Layers) Pack(ViewerGrid grid)
    {
        var covers = new JsonArray();
        var products = new Dictionary<string, JsonObject>(StringComparer.Ordinal);
        var layers = new JsonObject();
        var doubt = new DoNotRead(outputs, grid.Map, grid.Layer);
        foreach (string code in outputs.Covers.OrderBy(code => code != "ALL"))
        {
            bool[]? cells = null;
            foreach (MapProduct product in outputs.Study.Products)
            {
                string path = outputs.Folder.Map($"{code}_{product.Suffix}");
                if (!File.Exists(path))
                    continue;
                products.TryAdd(product.Suffix, Product(product.Suffix, Name(product), product.IsBeta ? "" : Units.Pretty(product.Unit), product.IsBeta ? 4 : product.Target is null ? 1 : 2, product.IsBeta ? "beta" : product.Target is null ? "soc" : "input"));
                foreach (var (band, key) in BandsOf(path, _few && IsSingleLayer(product)))
                {
                    float[] values = grid.Map(path, band);
                    cells ??= [.. values.Select(float.IsFinite)];
                    double quantum = key == "u" ? 0.002 : product.IsBeta ? 0.00005 : product.Target is null ? 0.05 : StepOf(values);
                    // The mean alone decides the range of colours: bounds of single profiles reach far beyond it.
                    layers[$"{code}|{product.Suffix}|{key}"] = Layer(values, cells, product.Suffix, key switch { "u" => "u", "mean" => "value", _ => "" }, quantum);
                }
            }
            if (cells is null)
                continue;
            string index = outputs.Folder.Map($"{code}_{StudyOutputs.Applicability}");
            if (File.Exists(index))
            {
                products.TryAdd(StudyOutputs.Applicability, Product(StudyOutputs.Applicability, "dissimilarity index", "", 2, "u"));
                layers[$"{code}|{StudyOutputs.Applicability}|mean"] = Layer(grid.Map(index, 1), cells, StudyOutputs.Applicability, "value", 0.002);
            }
            covers.Add(new JsonObject
            {
                ["code"] = code, ["one"] = code != "ALL", ["name"] = outputs.NameOf(code), ["colour"] = code == "ALL" ? "#777777" : ChartStyle.ColourOf(outputs, code), ["cells"] = Packing.Bits(cells), ["count"] = cells.Count(cell => cell),
                ["doubt"] = Doubt(doubt.Of(code, beta: false), cells), ["doubtBeta"] = Doubt(doubt.Of(code, beta: true), cells),
            });
        }
        if (!_few && covers.Count > 0)
            AddInputs(grid, covers, products, layers);
        foreach (var (key, product) in products)
        {
            foreach (string kind in new[] { "value", "u" })
            {
                if (_scaled.TryGetValue((key, kind), out var values) && MapScale.Fit(values) is { } scale)
                    product[kind] = Scale(scale);
            }
        }
        return (covers, new JsonArray([.. products.Values]), layers);
    }

    private void AddInputs(ViewerGrid grid, JsonArray covers, Dictionary<string, JsonObject> products, JsonObject layers)
    {
        var inputs = outputs.Study.Covariates.Select(covariate => (Layer: StackLayerNames.Covariate(covariate.Name), covariate.Name, covariate.Unit)).Append((Layer: StackLayerNames.Topsoil, Name: "topsoil carbon", Unit: Units.Density))
            .Where(input => outputs.Stack!.Has(input.Layer)).ToList();
        bool[] cells = new bool[(int)grid.Grid.Cells];
        var read = inputs.ConvertAll(input => grid.Layer(input.Layer));
        foreach (float[] values in read)
        {
            for (int i = 0; i < cells.Length; i++)
                cells[i] |= float.IsFinite(values[i]);
        }
        foreach (var (input, values) in inputs.Zip(read))
        {
            float[] known = [.. values.Where(float.IsFinite)];
            if (known.Length == 0)
                continue;
            double step = StepOf(known);
            products.Add(input.Layer, Product(input.Layer, input.Name, Units.Pretty(input.Unit == input.Name ? "" : input.Unit), (int)Math.Clamp(1 - Math.Floor(Math.Log10(known.Max() - known.Min() + 1e-9) - 1), 0, 6), input.Layer == StackLayerNames.Topsoil ? "soc" : "input"));
            layers[$"{Inputs}|{input.Layer}|mean"] = Layer(values, cells, input.Layer, "value", step);
        }
        covers.Add(new JsonObject { ["code"] = Inputs, ["name"] = "inputs", ["colour"] = "#777777", ["cells"] = Packing.Bits(cells), ["count"] = cells.Count(cell => cell), ["onLand"] = true });
    }

    /// <summary>A round step of which a layer of unknown range has some 2,000.</summary>
    private static double StepOf(IEnumerable<float> values)
    {
        float[] known = [.. values.Where(float.IsFinite)];
        return known.Length == 0 ? 1 : MapScale.RoundBelow(Math.Max(1e-6, (known.Max() - known.Min()) / CovariateSteps));
    }

    private static IEnumerable<(int Band, string Key)> BandsOf(string path, bool meanOnly)
    {
        using RasterFile file = RasterFile.Open(path);
        var names = file.Bands.Select((band, i) => (Name: band.Description, Number: i + 1)).ToList();
        foreach (var (name, key) in meanOnly ? Bands[..1] : Bands)
        {
            var found = names.Where(band => band.Name.StartsWith(name, StringComparison.Ordinal)).ToList();
            if (key != "single" && found.Count > 0)
                yield return (found[0].Number, key);
            else if (found.Count > 1)
            {
                yield return (found[0].Number, "singleLow");
                yield return (found[^1].Number, "singleHigh");
            }
        }
    }

    private JsonObject Layer(float[] values, bool[] cells, string product, string kind, double quantum)
    {
        float[] own = [.. values.Where((_, i) => cells[i])];
        float[] known = [.. own.Where(float.IsFinite)];
        double low = known.Length > 0 ? Math.Floor(known.Min() / quantum) * quantum : 0;
        while (known.Length > 0 && (known.Max() - low) / quantum > 65_000)
            quantum *= 2;
        if (!_scaled.TryGetValue((product, kind), out var list))
            _scaled[(product, kind)] = list = [];
        list.Add(known);
        return new JsonObject { ["o"] = Math.Round(low, 9), ["q"] = quantum, ["z"] = Packing.Values(own, low, quantum) };
    }

    private static string? Doubt(bool[]? marks, bool[] cells) => marks is null ? null : Packing.Bits([.. marks.Where((_, i) => cells[i])]);

    private static JsonObject Product(string key, string name, string unit, int decimals, string ramp) => new() { ["key"] = key, ["name"] = name, ["unit"] = unit, ["decimals"] = decimals, ["ramp"] = ramp };

    private static JsonObject Scale(MapScale scale) => new()
    {
        ["low"] = scale.Low, ["high"] = scale.High, ["ticks"] = new JsonArray([.. scale.Ticks.Select((tick, i) => (JsonNode)((i == 0 && scale.CutLow ? "≤ " : i == scale.Ticks.Count - 1 && scale.CutHigh ? "≥ " : "") + tick.ToString("F" + scale.Decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).Replace('-', '−')))]),
    };

    private static string Name(MapProduct product) => product.IsBeta ? "β" : $"{(product.Target is { } target ? target.Name + ", " : "")}{product.Top}–{product.Bottom} cm";

    /// <summary>Whether a map is one of many layers: a large page has only their means.</summary>
    private bool IsSingleLayer(MapProduct product) => !product.IsBeta && product != outputs.Main && product.Bottom - product.Top < outputs.Main.Bottom - outputs.Main.Top;
}
