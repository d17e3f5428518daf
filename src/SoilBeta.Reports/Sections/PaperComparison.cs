using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;

namespace SoilBeta.Reports.Sections;

/// <summary>Compares this study with the paper: densities and β, then stocks at this study's areas and at the paper's. Values that the paper does not give are marked as such.</summary>
internal static class PaperComparison
{
    private const string Subsoil = "20-100";

    /// <summary>The comparison as markup.</summary>
    /// <param name="outputs">Outputs: β of the profiles, names.</param>
    /// <param name="lines">Totals of the whole map, by the run's own draws.</param>
    public static IEnumerable<object> Rows(StudyOutputs outputs, IReadOnlyList<TotalsLine> lines)
    {
        var known = outputs.Study.Ecosystems.Select(ecosystem => new Pair(ecosystem.Code, ecosystem.Name, PaperNumbers.ForEcosystem(ecosystem.Code, ecosystem.Name)!))
            .Where(pair => pair.Paper is not null && lines.Any(line => line.Ecosystem == pair.Code)).ToList();
        if (known.Count == 0)
        {
            yield return Html.Missing("None of this study's ecosystems is one of the paper's (cropland, grassland, forest), so there is nothing to compare.");
            yield break;
        }
        yield return Html.P("Wang et al. 2025 is about the globe: with a study of a region only densities and β can be compared. Densities in Mg C ha⁻¹.");
        yield return Html.Table(
            ["<ecosystem", "density <span class=\"nb\">20–100 cm</span>", "paper", "layer <span class=\"nb\">20–40 cm</span>", "paper", "layer <span class=\"nb\">80–100 cm</span>", "paper", "mean β of profiles", "paper: by its densities", "paper: by its Table 1"],
            known.Select(pair => Densities(outputs, lines, pair)));
        yield return Html.P("The paper's β are those that Eq. 3 needs for its densities and for its Table 1; the two do not agree.");
        yield return Html.P("Stocks, Pg C, at this study's areas and at the paper's (12.0, 25.9 and 56.4 million km² of cropland, grassland and forest). <i>At the paper's area</i> is this study's mean density, and the range of it, on that area.");
        yield return Html.Table(
            ["<ecosystem", "<depth, cm", "this study's area, Mha", "stock on it", "range, <span class=\"nb\">2.5–97.5 %</span>", "paper's area, Mha", "this study's density on it", "range, <span class=\"nb\">2.5–97.5 %</span>", "the paper's stock", "its lower bound"],
            [.. known.Select(pair => Stock(outputs, lines, pair)), .. Forest(outputs, lines, known), .. Together(lines, known)]);
        yield return Html.P($"The paper's stocks of single ecosystems are its density times its area; they add up to the {PaperNumbers.Subsoil:0} Pg C that it prints. Its lower bound of {PaperNumbers.LowerBound:0} Pg C adds up cells, as <i>cells added up</i> does. Its {PaperNumbers.Topsoil:0} Pg C of 0–20 cm have no uncertainty: they are the same in the mean and both bounds. Under forest it prints {PaperNumbers.ForestToOneMetre:0} Pg C in 0–100 cm, which is 167 Mg C ha⁻¹ on its area, and 177 in another place.");
        yield return Html.Missing("The paper's <b>Table S1</b> is not part of this program, and none of its numbers are guessed, so none are shown here. <code>totals.csv</code> has this study's side of it.");
    }

    private static string[] Densities(StudyOutputs outputs, IReadOnlyList<TotalsLine> lines, Pair pair)
    {
        double Density(string layer) => Line(lines, pair.Code, layer)?.Density ?? double.NaN;
        double beta = outputs.Validation.Items("ecosystems").FirstOrDefault(e => e.Text("code") == pair.Code).Number("meanBeta");
        return
        [
            Html.Text(pair.Name), Digits.Format(Density(Subsoil)), Digits.Fixed(pair.Paper.SubsoilDensity, 0), Digits.Format(Density("20-40")), Digits.Fixed(pair.Paper.FirstLayer, 0),
            Digits.Format(Density("80-100")), Digits.Fixed(pair.Paper.LastLayer, 0), Digits.Beta(beta), Digits.Beta(pair.Paper.BetaOfDensities), Digits.Beta(pair.Paper.BetaOfTable1),
        ];
    }

    private static string[] Stock(StudyOutputs outputs, IReadOnlyList<TotalsLine> lines, Pair pair) =>
        Row(outputs.NameOf(pair.Code), Line(lines, pair.Code, Subsoil), pair.Paper.AreaMha, pair.Paper.SubsoilStock, pair.Paper.SubsoilLowerBound);

    private static IEnumerable<string[]> Forest(StudyOutputs outputs, IReadOnlyList<TotalsLine> lines, List<Pair> known) =>
        known.Where(pair => pair.Paper == PaperNumbers.Forest).Select(pair => Row(outputs.NameOf(pair.Code), Line(lines, pair.Code, "0-100"), pair.Paper.AreaMha, PaperNumbers.ForestToOneMetre, double.NaN));

    /// <summary>The three ecosystems together, where the study has exactly one of each.</summary>
    private static IEnumerable<string[]> Together(IReadOnlyList<TotalsLine> lines, List<Pair> known)
    {
        if (known.Count != PaperNumbers.All.Count || known.DistinctBy(pair => pair.Paper.Name).Count() != known.Count)
            yield break;
        foreach (var (layer, paper, bound) in new[] { ("0-20", PaperNumbers.Topsoil, PaperNumbers.Topsoil), (Subsoil, PaperNumbers.Subsoil, PaperNumbers.LowerBound), ("0-100", PaperNumbers.Topsoil + PaperNumbers.Subsoil, double.NaN) })
        {
            double area = 0, stock = 0, there = 0;
            foreach (var pair in known)
            {
                TotalsLine? line = Line(lines, pair.Code, layer);
                area += line?.AreaMha ?? double.NaN;
                stock += line?.MeanPg ?? double.NaN;
                there += (line?.Density ?? double.NaN) * pair.Paper.AreaMha / 1000;
            }
            // The totals do not hold the joint realisations of the three at other areas, so there is no interval.
            yield return ["the three together", Depth(layer), Digits.Format(area), Digits.Format(stock), "", Digits.Count(PaperNumbers.All.Sum(one => one.AreaMha)), Digits.Format(there), "", Digits.Count(paper), double.IsFinite(bound) ? Digits.Count(bound) : "–"];
        }
    }

    private static string[] Row(string name, TotalsLine? line, double paperArea, double paperStock, double paperBound)
    {
        double there = (line?.Density ?? double.NaN) * paperArea / 1000;
        bool certain = line is null || line.LowPg == line.HighPg;
        return
        [
            Html.Text(name), Depth(line?.Layer ?? ""), Digits.Format(line?.AreaMha ?? double.NaN), Digits.Format(line?.MeanPg ?? double.NaN), certain ? "none" : Digits.Range(line!.MeanPg, line.LowPg, line.HighPg),
            Digits.Count(paperArea), Digits.Format(there), certain ? "none" : Digits.Range(there, line!.LowDensity * paperArea / 1000, line.HighDensity * paperArea / 1000), Digits.Format(paperStock), Digits.Fixed(paperBound, 0),
        ];
    }

    private static string Depth(string layer) => layer.Replace("-", "–", StringComparison.Ordinal);

    private static TotalsLine? Line(IReadOnlyList<TotalsLine> lines, string code, string layer) => lines.FirstOrDefault(line => line.Ecosystem == code && line.Layer == layer);

    private sealed record Pair(string Code, string Name, PaperNumbers Paper);
}
