using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Mapping.Maps;
using SoilBeta.Soil;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>Predictions of a study's models at places, as its maps have them there: one row for each place, ecosystem and model, and one with the reason for a place that is not mapped.</summary>
internal sealed class PlacePredictions(Study study, MapInputs inputs, IDevice device, StepOptions options)
{
    /// <summary>Predicts and writes the table.</summary>
    /// <param name="stream">Stream.</param>
    /// <param name="places">Places.</param>
    /// <returns>Number of places without a prediction.</returns>
    public int Write(Stream stream, IReadOnlyList<Place> places)
    {
        var cells = new PlaceCells(study, inputs.Stack, places);
        var models = study.Ecosystems.ToDictionary(ecosystem => ecosystem.Code, ecosystem => Models(ecosystem.Code).ToList(), StringComparer.Ordinal);
        MapProduct[] products = [.. models.Values.SelectMany(own => own).SelectMany(model => model.Products).DistinctBy(product => product.Suffix)];
        string[] columns = [.. products.SelectMany(product => (string[])[.. new[] { "mean", "q025", "q975", "u" }.Select(what => $"{PlaceModel.ColumnOf(product)}_{what}"), .. study.Uncertainty.Prediction.Select(level => PlaceModel.BoundOf(product, level))]), "di", "inside"];
        var rows = new List<string[]>[places.Count];
        for (int place = 0; place < places.Count; place++)
            rows[place] = [];
        foreach (var (code, own) in models)
        {
            int[] mapped = cells.MappedFor(code);
            if (mapped.Length == 0)
                continue;
            var block = cells.Block(mapped);
            foreach (var model in own)
            {
                var found = model.At(study, block, device, BoundsOf(model), options);
                bool carries = model.Name == inputs.Carbon.Model.Word() || study.Target?.Name == model.Name;
                for (int i = 0; i < mapped.Length; i++)
                {
                    var place = places[mapped[i]];
                    rows[mapped[i]].Add([.. Head(place), code, Text(cells.FractionOf(mapped[i], code)), model.Name, carries ? "yes" : "no", .. columns.Select(column => found[i].TryGetValue(column, out double value) ? Text(value) : ""), ""]);
                }
            }
        }
        using var csv = new CsvFile(stream);
        csv.Add(["id", "lon", "lat", "ecosystem", "fraction", "model", "on_maps", .. columns, "reason"]);
        for (int place = 0; place < places.Count; place++)
        {
            if (rows[place].Count == 0)
                rows[place].Add([.. Head(places[place]), "", "", "", "", .. columns.Select(_ => ""), cells.WhyNot(place)]);
            foreach (string[] row in rows[place])
                csv.Add(row);
        }
        return rows.Count(own => own[0][^1].Length > 0);
    }

    // The model of β with Equation 3, and each of the other models whose forest is there.
    private IEnumerable<PlaceModel> Models(string code)
    {
        var ecosystem = new EcosystemSurvey(code, []);
        var beta = new CarbonChoice(study.Forest.Model switch { ModelKind.Constant => CarbonModel.Constant, ModelKind.Mixed => CarbonModel.Mixed, _ => CarbonModel.Beta });
        // Without a topsoil, a model of beta has no layers.
        yield return study.Topsoil.IsGiven ? Model(beta.Model.Word(), beta, MapModel.Carbon, MapProduct.All, inputs.Folder.Forest(code)) : Model(beta.Model.Word(), beta, MapModel.Beta, [MapProduct.Beta], inputs.Folder.Forest(code));
        foreach (var other in new[] { CarbonModel.Constant, CarbonModel.Mixed, CarbonModel.Direct }.Where(model => model != beta.Model).Select(model => new CarbonChoice(model)))
        {
            string path = other.FileOf(study, inputs.Folder, code);
            if (path != inputs.Folder.Forest(code) && File.Exists(path))
                yield return Model(other.Model.Word(), other, MapModel.Carbon, other.Model == CarbonModel.Direct ? MapProduct.ForLayers(study.Layers, study.TopsoilReplacesFirst).Where(product => !product.IsBeta) : MapProduct.All, path);
        }
        if (study.Target is { } target && File.Exists(CarbonChoice.TargetFile(study, inputs.Folder, code)))
            yield return Model(target.Name, beta, MapModel.Target, MapProduct.ForTarget(target), CarbonChoice.TargetFile(study, inputs.Folder, code));

        PlaceModel Model(string name, CarbonChoice carbon, MapModel model, IEnumerable<MapProduct> products, string path) =>
            new(name, [.. products], inputs.RunsOf(carbon).Request(ecosystem, DrawRun.Own(study, model)), ForestFile.Open(path));
    }

    private PredictionBounds? BoundsOf(PlaceModel model) => study.Uncertainty.Prediction.Count == 0 ? null
        : model.Request.Forest.BoundsInFile is { } inFile ? inFile() : PredictionBounds.FromFile(model.File, BetaLimits.Lower, BetaLimits.Upper);

    private static string[] Head(Place place) => [place.Id, Text(place.Longitude), Text(place.Latitude)];

    /// <summary>Nine digits, more than the fixed-point resolution of the forest.</summary>
    private static string Text(double value) => CsvFile.Number(value, 9);
}
