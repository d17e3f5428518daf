using SoilBeta.Cli.Terminal;
using SoilBeta.Mapping.Totals;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>The main totals, shown at the end of a run; <c>totals.csv</c> has them all.</summary>
internal static class TotalsTable
{
    /// <summary>Writes the table to standard output.</summary>
    public static void Write(TextWriter output, IReadOnlyList<TotalsRow> totals)
    {
        string[] layers = [.. (ReportedLayers.Among(totals.Select(row => row.Layer))?.Main ?? []).Select(layer => layer.Name)];
        string own = totals[0].Interval; // the run's own draws; comparisons are in the file only
        output.WriteLine("SOC of the whole map, Pg C, with its covariate-and-resampling interval (2.5–97.5 %):");
        TextTable.Write(
            output,
            ["<ecosystem", "<depth, cm", "Mha", "mean", "2.5 %", "97.5 %", "Mg ha⁻¹"],
            totals.Where(row => row.Zone == "all" && row.Interval == own && layers.Contains(row.Layer, StringComparer.Ordinal))
                .Select(row => (string[])[row.Ecosystem, row.Layer, $"{row.AreaMha:0.##}", $"{row.MeanPg:G4}", $"{row.Q025Pg:G4}", $"{row.Q975Pg:G4}", $"{row.DensityMgHa:0.0}"]));
    }
}
