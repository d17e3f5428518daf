using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Maps;

/// <summary>The figures that are maps: β, densities, uncertainty, covariates, layers.</summary>
internal sealed class MapFigures(StudyOutputs outputs, MapCanvas canvas)
{
    /// <summary>Band of U in a map.</summary>
    private const int UBand = 4;

    private const string Grey = "Grey with thin hatching: land that is not mapped (another ecosystem, masked, or without data); open water is blank.";

    private readonly DoNotRead _doubt = new(outputs, canvas.Map, canvas.Layer);

    private string Land => $"{DoNotRead.Words} {Grey} {Capital(canvas.Projection.Name)}.";

    private string[] Codes => [.. outputs.Study.Ecosystems.Select(ecosystem => ecosystem.Code), "ALL"];

    /// <summary>Maps of β.</summary>
    public Figure? Beta() => FromMaps(
        "map-beta", "Maps of β", $"Mean soil β of each cell (no unit; higher declines more slowly with depth), for each ecosystem where it occurs, and area-weighted over all. {Land}",
        new(1, ColourRamp.Beta, "soil β"), Codes.Select(code => (code, outputs.NameOf(code) + Skill(code), "beta")));

    /// <summary>Maps of density by layer, all ecosystems.</summary>
    public Figure? Density() => FromMaps(
        "map-density", "Maps of carbon density",
        $"Mean SOC density (Mg C ha⁻¹) of each layer, and of 20–100 and 0–100 cm, area-weighted over the ecosystems of a cell. Layers share a scale, sums another. {Land}",
        new(1, ColourRamp.Density, $"SOC density, {Units.Density}"), MapProduct.All.Where(product => product is { IsBeta: false } && product.FirstLayer == product.LastLayer).Select(product => ("ALL", Depth(product), product.Suffix)),
        Codes.Length > 0 ? [.. MapProduct.All.Where(product => product is { IsBeta: false } && product.FirstLayer != product.LastLayer).Select(product => ("ALL", Depth(product), product.Suffix))] : []);

    /// <summary>Maps of U.</summary>
    public Figure? Uncertainty() => FromMaps(
        "map-uncertainty", "Maps of uncertainty",
        $"U = (q97.5 − q2.5) / mean of the SOC density of 20–100 cm (no unit, Eq. 7, full width). It holds the errors of the covariates and, where the study has them, of refitted models; not the scatter of single soils around the model, and not the topsoil's error unless the study gives it one. Where ecosystems share a cell its bounds are means of theirs (comonotone), at least as wide as those of their sum. {Land}",
        new(UBand, ColourRamp.Uncertainty, "U, width of the interval / mean"), Codes.Select(code => (code, outputs.NameOf(code), "20-100_SOCD")));

    /// <summary>Sampling error of the bounds from the finite number of draws, where the maps have its bands; otherwise empty.</summary>
    public string BoundErrors()
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (string code in Codes)
        {
            string path = outputs.Folder.Map($"{code}_20-100_SOCD");
            if (!File.Exists(path) || BandOf(path, "q025_se") is not { } low || BandOf(path, "q975_se") is not { } high)
                continue;
            rows.Add([Html.Text(outputs.NameOf(code)), Digits.Format(Median(canvas.Map(path, 2))), Digits.Format(Median(canvas.Map(path, low)), 2), Digits.Format(Median(canvas.Map(path, 3))), Digits.Format(Median(canvas.Map(path, high)), 2)]);
        }
        return rows.Count == 0 ? "" : Html.P("The bounds come from a finite number of draws. Median over the cells of the SOC density of 20–100 cm, Mg C ha⁻¹: each bound and its standard error (bands <code>q025_se</code> and <code>q975_se</code>). Common draws give a map without speckle, but the errors remain: they are then the same everywhere.")
            + Html.Table(["<ecosystem", "q2.5", "its standard error", "q97.5", "its standard error"], rows);
    }

    private static int? BandOf(string path, string name)
    {
        using RasterFile file = RasterFile.Open(path);
        int at = file.Bands.ToList().FindIndex(band => band.Description == name);
        return at < 0 ? null : at + 1;
    }

    private static double Median(float[] values)
    {
        float[] sorted = [.. values.Where(float.IsFinite).Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }

    /// <summary>Maps of the dissimilarity index.</summary>
    public Figure? Applicability() => FromMaps(
        "map-applicability", "Area of applicability",
        $"Dissimilarity index of each cell (no unit; Meyer and Pebesma 2021): how far its covariates are from the nearest profile's, over the mean distance between profiles. The errors of held-out profiles inside and outside the area of applicability are next to its shares. {Land}",
        new(1, ColourRamp.Uncertainty, "dissimilarity index"), outputs.Study.Ecosystems.Select(ecosystem => (ecosystem.Code, ecosystem.Name, StudyOutputs.Applicability)));

    /// <summary>Maps of each ecosystem's layers.</summary>
    public Figure? Layers(string code) => FromMaps(
        $"map-layers-{Html.Slug(code)}", $"Carbon density of the layers: {outputs.NameOf(code)}",
        $"Mean SOC density (Mg C ha⁻¹) of {Html.Text(outputs.NameOf(code))} by layer. {Land}",
        new(1, ColourRamp.Density, $"SOC density, {Units.Density}"), MapProduct.All.Where(product => product is { IsBeta: false } && product.FirstLayer == product.LastLayer).Select(product => (code, Depth(product), product.Suffix)));

    /// <summary>Maps of the covariates and the topsoil, each on its own scale.</summary>
    public Figure? Covariates()
    {
        var panels = new List<Panel>();
        var rows = new List<string[]>();
        var layers = outputs.Study.Covariates.Select(covariate => (Layer: StackLayerNames.Covariate(covariate.Name), Name: covariate.Name, Title: Units.Axis(covariate.Name, covariate.Unit)))
            .Append((Layer: StackLayerNames.Topsoil, Name: "topsoil", Title: $"topsoil SOC density, {Units.Density}"));
        foreach (var (layer, name, title) in layers)
        {
            if (outputs.Stack?.Has(layer) != true)
                continue;
            float[] values = canvas.Layer(layer);
            for (int i = 0; i < values.Length; i++)
                values[i] = canvas.Land[i] ? values[i] : float.NaN; // coarse rasters extend over the sea
            if (MapScale.Fit([values]) is not { } scale)
                continue;
            string id = $"map-covariate-{Html.Slug(name)}";
            panels.Add(MapPicture.Draw(canvas, outputs.Folder, new(id, name, values, null, scale, name == "topsoil" ? ColourRamp.Density : ColourRamp.Covariate, title)));
            rows.Add(Summary(id, name, "work/stack", values));
        }
        return panels.Count == 0 ? null : new Figure(
            "map-covariates", "Maps of the covariates and the topsoil", $"The covariates as the models see them, and the SOC density of the topsoil, on the study's grid; units in the legends. Drawn on land only: coarse rasters extend over the sea. {Land}", panels, Headers, rows);
    }

    private static readonly string[] Headers = ["panel", "quantity", "file", "pixels", "min", "q05", "median", "q95", "max"];

    /// <summary>Content of a figure's maps.</summary>
    private sealed record MapKind(int Band, ColourRamp Ramp, string Legend);

    /// <summary>A figure of maps; maps with their own scale come last.</summary>
    private Figure? FromMaps(
        string id, string title, string caption, MapKind kind, IEnumerable<(string Code, string Title, string Suffix)> maps,
        IReadOnlyList<(string Code, string Title, string Suffix)>? otherScale = null)
    {
        var panels = new List<Panel>();
        var rows = new List<string[]>();
        foreach (var group in new[] { maps.ToList(), otherScale ?? [] })
        {
            var found = group.Select(map => (map.Code, map.Title, map.Suffix, Path: outputs.Folder.Map($"{map.Code}_{map.Suffix}"))).Where(map => File.Exists(map.Path))
                .Select(map => (map.Code, map.Title, map.Suffix, map.Path, Values: canvas.Map(map.Path, kind.Band))).ToList();
            if (MapScale.Fit(found.Select(map => map.Values)) is not { } scale)
                continue;
            foreach (var map in found)
            {
                string panel = $"{id}-{Html.Slug(map.Code)}-{Html.Slug(map.Suffix)}";
                panels.Add(MapPicture.Draw(canvas, outputs.Folder, new(panel, map.Title, map.Values, _doubt.Of(map.Code, map.Suffix == "beta"), scale, kind.Ramp, kind.Legend)));
                rows.Add(Summary(panel, kind.Legend, $"maps/{map.Code}_{map.Suffix}.tif, band {kind.Band}", map.Values));
            }
        }
        return panels.Count == 0 ? null : new Figure(id, title, caption, panels, Headers, rows);
    }

    private static string[] Summary(string panel, string quantity, string file, float[] values)
    {
        float[] sorted = [.. values.Where(float.IsFinite)];
        Array.Sort(sorted);
        double At(double share) => sorted.Length == 0 ? double.NaN : sorted[(int)(share * (sorted.Length - 1))];
        return [panel, quantity, file, Digits.Data(sorted.Length), .. new[] { 0, 0.05, 0.5, 0.95, 1 }.Select(share => Digits.Data(At(share)))];
    }

    private string Skill(string code) => DoNotRead.HasNoSkill(outputs, code, beta: true) ? " (no skill beyond a constant)" : "";

    private static string Depth(MapProduct product) => product.Suffix.Split('_')[0].Replace("-", "–", StringComparison.Ordinal) + " cm";

    private static string Capital(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
