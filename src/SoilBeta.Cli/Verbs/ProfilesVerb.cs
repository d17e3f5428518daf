using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Training.Profiles;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta profiles</c>: from horizons to β, with the profiles used and rejected, the reasons, and the closure of each β mode.</summary>
[VerbTask(VerbGroup.Steps, 1, "Horizons to layers, carbon density and β")]
[Verb("profiles", HelpText = "Horizons to layers, density and β; covariates, ecosystem and site. Writes profiles.csv and rejected.csv.")]
[VerbExample("soilbeta profiles data-samples/study.yml")]
internal sealed class ProfilesVerb : StudyVerb
{
    /// <inheritdoc/>
    protected override string Verb => "profiles";

    /// <inheritdoc/>
    protected override int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output)
    {
        using var run = new StudyRun(study, folder, options);
        run.Stack();
        ProfilesSummary summary = run.Profiles(always: true)!.Summary;
        run.Finish();
        output.WriteLine($"{summary.Horizons:N0} horizons of {summary.Profiles:N0} profiles; {summary.Used:N0} profiles used, {summary.Profiles - summary.Used:N0} rejected.");
        if (summary.OnGrid < summary.Profiles)
            output.WriteLine($"{summary.OnGrid:N0} profiles lie on the grid; the others were rejected before anything else.");
        if (summary.OrganicHorizons > 0)
            output.WriteLine($"{summary.OrganicHorizons:N0} organic horizons above the mineral soil were dropped.");
        if (summary.Blended > 0)
            output.WriteLine($"{summary.Blended:N0} steep profiles have a spline that is blended with the step function of their horizons (column step_share): alone it would leave a layer negative.");
        if (summary.Repairs > 0)
            output.WriteLine($"{summary.Repairs:N0} horizons were repaired by the rules of mpspline2: a first top that is missing is 0, a last bottom 10 cm below its top, a horizon across the surface or without thickness is left out.");
        if (summary.EndShort > 0)
            output.WriteLine($"{summary.EndShort:N0} profiles end between {study.Study.Soil.Rules.MinDepth:0.##} and 100 cm; what is missing is taken to hold as much per centimetre as the sampled part of 80–100 cm.");
        if (summary.RowsWithoutPartner > 0)
            output.WriteLine($"{summary.RowsWithoutPartner:N0} times a horizon has no row in a joined table.");
        output.WriteLine();

        TextTable.Write(output, ["<source", "profiles", "used"], summary.Sources.Select(source => (string[])[source.Source, $"{source.Read:N0}", $"{source.Used:N0}"]));
        if (summary.Reasons.Count > 0)
            TextTable.Write(output, ["<rejected", "profiles", "<because"], summary.Reasons.Select(reason => (string[])[reason.Reason.Code, $"{reason.Count:N0}", reason.Reason.Text]));
        output.WriteLine($"β ({study.Study.Soil.Rules.Beta.Word()}), SOC density in Mg C ha⁻¹, layers whose bulk density and gravel were filled:");
        TextTable.Write(
            output,
            ["<ecosystem", "profiles", "sites", "from map", "mean β", "β ≥ 1", "0–20 cm", "below", "BD filled", "GC filled"],
            summary.Ecosystems.Select(ecosystem => (string[])
            [
                ecosystem.Code, $"{ecosystem.Profiles:N0}", $"{ecosystem.Sites:N0}", $"{ecosystem.FromMap:N0}", TextTable.Number(ecosystem.MeanBeta, "0.0000"), $"{ecosystem.BetaFromOne:N0}",
                TextTable.Number(ecosystem.Topsoil, "0.0"), TextTable.Number(ecosystem.Subsoil, "0.0"), TextTable.Number(ecosystem.FilledBulkDensity, "0 %"), TextTable.Number(ecosystem.FilledGravel, "0 %"),
            ]));
        if (summary.FromTable.Count > 0)
        {
            output.WriteLine("Covariates that the table has, and the raster's mean at the same places:");
            TextTable.Write(output, ["<covariate", "profiles", "table", "raster"], summary.FromTable.Select(count => (string[])[count.Name, $"{count.Profiles:N0}", TextTable.Number(count.Table, "0.###"), TextTable.Number(count.Raster, "0.###")]));
        }
        if (summary.Topsoil is { } topsoil)
            output.WriteLine($"Topsoil: {topsoil.Sentence(study.Study.Topsoil)}.{Environment.NewLine}");
        output.WriteLine("Closure of each β mode: predicted over measured carbon, sums over the profiles that reach 100 cm or rock:");
        TextTable.Write(
            output,
            ["<ecosystem", "<mode", "profiles", "mean β", "20–100", "20–40", "40–60", "60–80", "80–100"],
            summary.Closures.Select(closure => (string[])
            [
                closure.Ecosystem, BetaModes.Name(closure.Mode), $"{closure.Profiles:N0}", TextTable.Number(closure.MeanBeta, "0.0000"), TextTable.Number(closure.Subsoil, "0.000"),
                .. closure.Layers.Select(layer => TextTable.Number(layer, "0.000")),
            ]));
        output.WriteLine(folder.Profiles);
        output.WriteLine(folder.Rejected);
        return 0;
    }
}
