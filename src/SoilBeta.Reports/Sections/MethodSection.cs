using System.Text.Json;
using SoilBeta.Forests;
using SoilBeta.Reports.Data;
using SoilBeta.Reports.Markup;
using SoilBeta.Reports.Pages;
using SoilBeta.Studies;

namespace SoilBeta.Reports.Sections;

/// <summary>Provenance: study, data, rejected profiles, filled values, unmapped area, device, time, checksums, and how to cite.</summary>
internal static class MethodSection
{
    /// <summary>The section.</summary>
    public static Section Make(StudyOutputs outputs)
    {
        var s = outputs.Study;
        var rules = s.Soil.Rules;
        List<object> parts =
        [
            Html.P($"Study <b>{Html.Text(s.Name)}</b>, seed {s.Seed}, preset <code>{s.Preset.Word()}</code>. β by <code>{rules.Beta.Word()}</code>, spline <code>{rules.Spline.Word()}</code> (λ = {Digits.Format(rules.Lambda)}), at least {rules.MinHorizons} horizons; bulk density where missing: <code>{Html.Text(rules.BulkDensity.Name)}</code>, gravel: {Digits.Format(rules.Gravel)} vol %. Model: {Models(outputs)}. {Digits.Count(s.Uncertainty.Draws)} draws, <code>{s.Uncertainty.Mode.Word()}</code>."),
            Data(outputs),
            "<h3 id=\"cite\">How to cite</h3>\n",
            Html.P("Name the program and its version, this study's checksum, Wang et al. 2025 (Earth System Science Data 17, 3375) for the method, and the makers of the inputs in the table above. <code>docs/citing.md</code> has an example."),
            .. Html.Folded("Profiles that were not used, filled values, area without data, machine", [Rejected(outputs), Filled(outputs), Unmapped(outputs), Machine(outputs)]),
            "<details class=\"more\"><summary>The effective study file</summary><pre>" + Html.Text(string.Join('\n', outputs.Loaded.ReaderLines.Concat(outputs.Loaded.Lines))) + "</pre></details>\n",
            Checksums(outputs),
        ];
        return new Section("method", "How it was made", parts);
    }

    /// <summary>Every input with its use and its makers.</summary>
    private static string Data(StudyOutputs outputs)
    {
        var rows = outputs.Study.Inputs.Select(input => (IReadOnlyList<string>)
        [
            $"<code>{Html.Text(input.File)}</code>", $"<span class=\"words\">{Html.Text(input.Uses)}</span>",
            $"<span class=\"words\">{(input.Source.Length > 0 ? Html.Text(input.Source) : "not said in the study file")}{(input.Doi.Length > 0 ? $", doi:{Html.Text(input.Doi)}" : "")}</span>",
            input.Licence.Length > 0 ? $"<span class=\"words\">{Html.Text(input.Licence)}</span>" : "–",
        ]);
        string unnamed = outputs.Study.Inputs.Any(input => input.Source.Length == 0) ? Html.P("Name the makers of the others with the keys <code>source</code>, <code>licence</code> and <code>doi</code> of the study file.") : "";
        return Html.P("Inputs and their makers:") + Html.Table(["<file", "<use", "<source", "<licence"], rows) + unnamed;
    }

    /// <summary>The models in use, with the ecosystems of each where they differ.</summary>
    private static string Models(StudyOutputs outputs)
    {
        string trees = $" of {outputs.Study.Forest.Grow.Trees} trees";
        string Named(string model) => ModelNames.Name(model) + (model is ModelNames.Forest or ModelNames.Direct ? trees : "");
        var models = outputs.Study.Ecosystems.Select(ecosystem => (ecosystem.Name, Model: ModelNames.OfLayers(outputs, ecosystem.Code) is { Length: > 0 } model ? model : outputs.Study.Forest.Model.Word())).ToList();
        return models.Select(pair => pair.Model).Distinct(StringComparer.Ordinal).Count() == 1
            ? Html.Text($"{Named(models[0].Model)} for each ecosystem")
            : Html.Text(string.Join(", ", models.Select(pair => $"{Named(pair.Model)} for {pair.Name}")));
    }

    private static string Rejected(StudyOutputs outputs)
    {
        if (outputs.Rejected is not { } rejected || outputs.Profiles is not { } profiles)
            return Html.Missing("Profiles and reasons for leaving profiles out: <code>profiles.csv</code> and <code>rejected.csv</code> are not there. Make them: <code>soilbeta profiles STUDY.yml</code>.");
        var rows = outputs.RejectedRows.GroupBy(row => rejected.Text(row, "reason"), StringComparer.Ordinal).OrderByDescending(group => group.Count())
            .Select(group => (IReadOnlyList<string>)[$"<code>{Html.Text(group.Key)}</code>", Html.Text(rejected.Text(group.First(), "detail").Split(": ")[0]), Digits.Count(group.Count())]);
        return Html.P($"{Digits.Count(profiles.Rows.Count)} profiles are used, {Digits.Count(outputs.RejectedRows.Count)} are not:") + Html.Table(["<reason", "<meaning", "profiles"], rows);
    }

    private static string Filled(StudyOutputs outputs)
    {
        if (outputs.Profiles is not { Rows.Count: > 0 } profiles)
            return "";
        string Shares(string column)
        {
            string letters = string.Concat(profiles.Rows.Select(row => profiles.Text(row, column))).Replace("-", "", StringComparison.Ordinal);
            return letters.Length == 0 ? "unknown" : string.Join(", ", letters.CountBy(letter => letter).OrderByDescending(pair => pair.Value).Select(pair => $"{Digits.Percent((double)pair.Value / letters.Length)} {Source(pair.Key)}"));
        }
        return Html.P($"Layers' bulk density: {Shares("filled_bd")}. Gravel: {Shares("filled_gc")}.");
    }

    private static string Source(char letter) => letter switch { 'm' => "measured", 'r' => "from a raster", 'f' => "from a pedotransfer function", 'c' => "the study's constant", _ => letter.ToString() };

    private static string Unmapped(StudyOutputs outputs)
    {
        JsonElement? unmapped = outputs.TotalsJson.At("unmapped_mha");
        return unmapped is not { ValueKind: JsonValueKind.Object } list ? "" : Html.P("Area of the ecosystems in the study's grid that is not mapped, because a mask excludes it or it has no topsoil or covariate, Mha: "
            + string.Join(", ", list.EnumerateObject().Select(item => $"{Html.Text(outputs.NameOf(item.Name))} {Digits.Format(item.Value.GetDouble())}")) + ".");
    }

    private static string Machine(StudyOutputs outputs)
    {
        if (outputs.Manifest is not { } manifest)
            return Html.Missing("Device, times and checksums: <code>manifest.json</code> is not there; <code>soilbeta run STUDY.yml</code> writes it.");
        JsonElement? m = manifest;
        string device = m.Text("device") is { Length: > 0 } name ? $" Maps were computed on {Html.Text(name)}." : "";
        string steps = m.At("steps") is not { ValueKind: JsonValueKind.Object } list ? "" : " Time, s: " + string.Join(", ", list.EnumerateObject().Select(step => $"{Html.Text(step.Name)} {Digits.Format(((JsonElement?)step.Value).Number("seconds"))}")) + ".";
        return Html.P($"{Html.Text(m.Text("program"))} {Html.Text(m.Text("version"))}, finished {Html.Text(m.Text("finished").Split('.')[0].Replace('T', ' '))} UTC, {Html.Text(m.Text("machine", "gdal").Split(',')[0])}, {Html.Text(m.Text("machine", "dotnet"))}.{device}{steps}");
    }

    private static string Checksums(StudyOutputs outputs)
    {
        var files = outputs.Manifest.Items("outputs").Select(output => (IReadOnlyList<string>)[$"<code>{Html.Text(output.Text("path"))}</code>", Digits.Count(output.Number("bytes")), $"<code class=\"sum\">{Html.Text(output.Text("sha256"))}</code>"]).ToList();
        return Html.P($"Checksum of the study (SHA-256): <code class=\"sum\">{outputs.Loaded.Checksum}</code>")
            + (files.Count == 0 ? "" : $"<details class=\"more\"><summary>Checksums of {files.Count} outputs</summary>{Html.Table(["<file", "bytes", "<SHA-256"], files)}</details>\n");
    }
}
