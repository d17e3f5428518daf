using SoilBeta.Cli.Terminal;
using SoilBeta.Mapping.Totals;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>The area of applicability, shown below the totals: share of area and stock inside, with its folds, weights and threshold.</summary>
internal static class ApplicabilityTable
{
    /// <summary>Writes the table to standard output, from <c>totals.json</c>; nothing if it is missing.</summary>
    public static void Write(TextWriter output, OutputFolder folder)
    {
        if (TotalsFiles.Read(folder.TotalsJson).Applicability is not { Count: > 0 } applicability)
            return;
        output.WriteLine("Area of applicability (dissimilarity index at or below the threshold), share inside:");
        TextTable.Write(
            output,
            ["<ecosystem", "area", "20–100 cm", "0–100 cm", "threshold", "<folds", "<weights"],
            applicability.Select(pair => (string[])
            [
                pair.Key, Share(pair.Value.AreaShare), Share(pair.Value.Stock20To100Share), Share(pair.Value.Stock0To100Share), pair.Value.Threshold is { } threshold ? $"{threshold:0.000}" : "–", pair.Value.Folds,
                pair.Value.WeightsFrom == IndexWeights.Equal.Word() ? pair.Value.WeightsFrom : string.Join(", ", pair.Value.Weights.OrderByDescending(weight => weight.Value).Select(weight => $"{weight.Key} {weight.Value:0.00}")),
            ]));
        foreach (var (code, of) in applicability)
            output.WriteLine($"{code}: {of.Note}");
    }

    private static string Share(double? share) => share is { } value ? $"{100 * value:0.0} %" : "–";
}
