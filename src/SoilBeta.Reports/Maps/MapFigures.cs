using SoilBeta.Rasters;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Maps;

/// <summary>Maps as pictures: for readers without scripts, for paper, and as files.</summary>
internal sealed class MapFigures(StudyOutputs outputs, MapCanvas canvas)
{
    /// <summary>Band of U in a map.</summary>
    private const int UBand = 4;

    private static readonly string[] Headers = ["panel", "quantity", "file", "pixels", "min", "q05", "median", "q95", "max"];

    private readonly DoNotRead _doubt = new(outputs, canvas.Map, canvas.Layer);

    private string Land => $"{DoNotRead.Words} Land without colours is not mapped. {char.ToUpperInvariant(canvas.Projection.Name[0])}{canvas.Projection.Name[1..]}; coast and borders: Natural Earth.";

    private IReadOnlyList<string> Codes => outputs.Covers;

    /// <summary>The main map of all ecosystems and its uncertainty.</summary>
    public Figure? Overview()
    {
        string code = File.Exists(outputs.Folder.Map($"ALL_{outputs.Main.Suffix}")) ? "ALL" : outputs.Study.Ecosystems[0].Code;
        var panels = new List<Panel>();
        var rows = new List<string[]>();
        Add(panels, rows, "map-main", new(1, Ramp(outputs.Main), Legend(outputs.Main)), [(code, $"{Depth(outputs.Main)}, mean", outputs.Main.Suffix)]);
        Add(panels, rows, "map-main-u", new(UBand, ColourRamp.Uncertainty, "U, width of the interval / mean"), [(code, "its uncertainty", outputs.Main.Suffix)]);
        return Finish("map-main", "The map and its uncertainty", $"{Quantity(outputs.Main)}, {outputs.NameOf(code)}, and U = (q97.5 − q2.5) / mean of the covariate-and-resampling interval. {Land}", panels, rows);
    }

    /// <summary>The main map of each ecosystem.</summary>
    public Figure? Ecosystems() => FromMaps("map-ecosystems", "Each land cover", $"{Quantity(outputs.Main)} of each ecosystem where it occurs. {Land}", new(1, Ramp(outputs.Main), Legend(outputs.Main)), outputs.Study.Ecosystems.Select(ecosystem => (ecosystem.Code, ecosystem.Name, outputs.Main.Suffix)));

    /// <summary>Maps of β.</summary>
    public Figure? Beta() => FromMaps(
        "map-beta", "Maps of β", $"Mean soil β of each cell (no unit; a higher β declines more slowly with depth), for each ecosystem where it occurs, and area-weighted over all. {Land}",
        new(1, ColourRamp.Beta, "soil β"), Codes.Select(code => (code, outputs.NameOf(code) + (DoNotRead.HasNoSkill(outputs, code, beta: true) ? " (no skill)" : ""), MapProduct.Beta.Suffix)));

    /// <summary>Maps of every layer of all ecosystems, each on its own scale so that deep layers stay legible.</summary>
    public Figure? Layers()
    {
        var panels = new List<Panel>();
        var rows = new List<string[]>();
        foreach (MapProduct product in outputs.Study.Products.Where(product => !product.IsBeta))
            Add(panels, rows, "map-layers", new(1, Ramp(product), Legend(product)), [("ALL", Depth(product), product.Suffix)]);
        return Finish("map-layers", "Maps of every layer", $"Mean of each layer, area-weighted over the ecosystems of a cell, each on its own scale. {Land}", panels, rows);
    }

    /// <summary>Maps of U of each ecosystem.</summary>
    public Figure? Uncertainty() => FromMaps(
        "map-uncertainty", "Maps of uncertainty",
        $"U = (q97.5 − q2.5) / mean of {Depth(outputs.Main)} (no unit, Eq. 7, full width). It holds the errors of the covariates and, where the study has them, of refitted models; not the scatter of single soils around the model, and not the topsoil's error unless the study gives it one. {Land}",
        new(UBand, ColourRamp.Uncertainty, "U, width of the interval / mean"), Codes.Select(code => (code, outputs.NameOf(code), outputs.Main.Suffix)));

    /// <summary>Maps of the dissimilarity index.</summary>
    public Figure? Applicability() => FromMaps(
        "map-applicability", "Area of applicability",
        $"Dissimilarity index of each cell (no unit; Meyer and Pebesma 2021): how far its covariates are from the nearest profile's, over the mean distance between profiles. {Land}",
        new(1, ColourRamp.Uncertainty, "dissimilarity index"), outputs.Study.Ecosystems.Select(ecosystem => (ecosystem.Code, ecosystem.Name, StudyOutputs.Applicability)));

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
            if (MapScale.Fit([values]) is not { } scale)
                continue;
            string id = $"map-covariate-{Html.Slug(name)}";
            panels.Add(MapPicture.Draw(canvas, outputs.Folder, new(id, name, values, null, scale, name == "topsoil" ? ColourRamp.Density : ColourRamp.Covariate, title) { OnLand = true }));
            rows.Add(Summary(id, name, "work/stack", values));
        }
        return Finish("map-covariates", "Maps of the covariates and the topsoil", $"The covariates as the models see them, and the SOC density of the topsoil, on the study's grid; units in the legends. Drawn on land only: coarse rasters extend over the sea. {Land}", panels, rows);
    }

    /// <summary>Where the profiles are.</summary>
    public Figure? Profiles()
    {
        if (outputs.Profiles is not { Rows.Count: > 0 } profiles)
            return null;
        var sites = ProfileSites.Of(profiles);
        double radius = (sites.Count > 3000 ? 1.2 : 2) * (canvas.Projection.IsGlobe ? 0.8 : 1);
        Panel panel = MapPicture.DrawMarks(
            canvas, "map-profiles", $"{Digits.Count(sites.Count)} sites",
            place => string.Concat(sites.Select(site =>
            {
                (double x, double y) = place(site.Longitude, site.Latitude);
                return FormattableString.Invariant($"<circle cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"{radius}\" fill=\"{Charts.ChartStyle.ColourOf(outputs, site.Ecosystem)}\" fill-opacity=\"0.85\" stroke=\"#111\" stroke-width=\"0.25\"/>");
            })),
            [.. outputs.Study.Ecosystems.Select(ecosystem => (ecosystem.Name, Charts.ChartStyle.ColourOf(outputs, ecosystem.Code)))]);
        return new Figure(
            "map-profiles", "Where the profiles are", "Sites of the profiles that are used (a site is a place or a cell of the grid), by ecosystem.", [panel], ["ecosystem", "site", "lat", "lon", "profiles", "mean_beta"],
            sites.Select(site => (string[])[site.Ecosystem, site.Name, Digits.Data(site.Latitude), Digits.Data(site.Longitude), Digits.Data(site.Profiles), Digits.Data(site.Beta)])) { IsStaticMap = true };
    }

    /// <summary>Sampling error of the bounds from the finite number of draws, where the maps have its bands; otherwise empty.</summary>
    public string BoundErrors()
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (string code in Codes)
        {
            string path = outputs.Folder.Map($"{code}_{outputs.Main.Suffix}");
            if (!File.Exists(path) || BandOf(path, "q025_se") is not { } low || BandOf(path, "q975_se") is not { } high)
                continue;
            rows.Add([Html.Text(outputs.NameOf(code)), Digits.Format(Median(canvas.Map(path, 2))), Digits.Format(Median(canvas.Map(path, low)), 2), Digits.Format(Median(canvas.Map(path, 3))), Digits.Format(Median(canvas.Map(path, high)), 2)]);
        }
        return rows.Count == 0 ? "" : Html.P($"The bounds come from a finite number of draws. Median over the cells of {Depth(outputs.Main)}, {Units.Density}: each bound and its standard error (bands <code>q025_se</code> and <code>q975_se</code>). Common draws give a map without speckle, but the errors remain: they are then the same everywhere.")
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

    /// <summary>Content of a figure's maps.</summary>
    private sealed record MapKind(int Band, ColourRamp Ramp, string Legend);

    private Figure? FromMaps(string id, string title, string caption, MapKind kind, IEnumerable<(string Code, string Title, string Suffix)> maps)
    {
        var panels = new List<Panel>();
        var rows = new List<string[]>();
        Add(panels, rows, id, kind, maps);
        return Finish(id, title, caption, panels, rows);
    }

    private static Figure? Finish(string id, string title, string caption, List<Panel> panels, List<string[]> rows) => panels.Count == 0 ? null : new Figure(id, title, caption, panels, Headers, rows) { IsStaticMap = true };

    /// <summary>Draws maps on a common scale.</summary>
    private void Add(List<Panel> panels, List<string[]> rows, string id, MapKind kind, IEnumerable<(string Code, string Title, string Suffix)> maps)
    {
        var found = maps.Select(map => (map.Code, map.Title, map.Suffix, Path: outputs.Folder.Map($"{map.Code}_{map.Suffix}"))).Where(map => File.Exists(map.Path))
            .Select(map => (map.Code, map.Title, map.Suffix, Values: canvas.Map(map.Path, kind.Band))).ToList();
        if (MapScale.Fit(found.Select(map => map.Values)) is not { } scale)
            return;
        foreach (var map in found)
        {
            string panel = $"{id}-{Html.Slug(map.Code)}-{Html.Slug(map.Suffix)}";
            panels.Add(MapPicture.Draw(canvas, outputs.Folder, new(panel, map.Title, map.Values, _doubt.Of(map.Code, map.Suffix == MapProduct.Beta.Suffix), scale, kind.Ramp, kind.Legend)));
            rows.Add(Summary(panel, kind.Legend, $"maps/{map.Code}_{map.Suffix}.tif, band {kind.Band}", map.Values));
        }
    }

    private static string[] Summary(string panel, string quantity, string file, float[] values)
    {
        float[] sorted = [.. values.Where(float.IsFinite)];
        Array.Sort(sorted);
        double At(double share) => sorted.Length == 0 ? double.NaN : sorted[(int)(share * (sorted.Length - 1))];
        return [panel, quantity, file, Digits.Data(sorted.Length), .. new[] { 0, 0.05, 0.5, 0.95, 1 }.Select(share => Digits.Data(At(share)))];
    }

    private static ColourRamp Ramp(MapProduct product) => product.IsBeta ? ColourRamp.Beta : product.Target is null ? ColourRamp.Density : ColourRamp.Covariate;

    private static string Legend(MapProduct product) => product.IsBeta ? "soil β" : Units.Axis(product.Target is null ? "SOC density" : product.Title, product.Unit);

    private static string Quantity(MapProduct product) => product.IsBeta ? "Mean soil β" : product.Target is null ? $"Mean SOC density of {Depth(product)} ({Units.Density})" : $"Mean {product.Title}";

    private static string Depth(MapProduct product) => product.IsBeta ? "β" : $"{(product.Target is { } target ? target.Name + ", " : "")}{product.Top}–{product.Bottom} cm";
}
