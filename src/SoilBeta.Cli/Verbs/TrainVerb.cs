using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Forests;
using SoilBeta.Studies;
using SoilBeta.Training.Assessment;
using SoilBeta.Training.Ecosystems;
using SoilBeta.Workflow.Runs;
using SoilBeta.Workflow.Steps;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta train</c>: a model of β for each ecosystem, and its skill compared with that of a constant β.</summary>
[VerbTask(VerbGroup.Steps, 2, "Train the models and measure their skill")]
[Verb("train", HelpText = "A random forest of β for each ecosystem, its refits, its skill compared with a constant under every design of docs/validation.md, what drives it, and β compared between ecosystems and textures. Writes forests/CODE.forest, validation.json and its tables.")]
[VerbExample("soilbeta train data-samples/study.yml")]
internal sealed class TrainVerb : StudyVerb
{
    /// <inheritdoc/>
    protected override string Verb => "train";

    /// <inheritdoc/>
    protected override int Run(StudyContext study, OutputFolder folder, StepOptions options, TextWriter output)
    {
        using var run = new StudyRun(study, folder, options);
        IReadOnlyList<EcosystemModel> models = run.Train(always: true)!;
        run.Finish();
        output.WriteLine("R² of β and of the SOC density of 20–100 cm, held out by site, compared with a constant β; RMSE of the density in Mg C ha⁻¹:");
        TextTable.Write(
            output,
            ["<ecosystem", "<model", "profiles", "sites", "mean β", "oob β", "β", "β const", "density", "density const", "RMSE", "RMSE const"],
            models.Select(model => (string[])
            [
                model.Code, model.Model.Word(), $"{model.Profiles:N0}", $"{model.Sites:N0}", TextTable.Number(model.MeanBeta, "0.0000"), TextTable.Number(model.OutOfBagBeta.RSquared, "0.00"),
                TextTable.Number(model.HeldOutBeta.RSquared, "0.00"), TextTable.Number(model.ConstantBeta.RSquared, "0.00"), TextTable.Number(model.HeldOutSubsoil.RSquared, "0.00"), TextTable.Number(model.ConstantSubsoil.RSquared, "0.00"),
                TextTable.Number(model.HeldOutSubsoil.Rmse, "0.0"), TextTable.Number(model.ConstantSubsoil.Rmse, "0.0"),
            ]));
        foreach (var (code, flag) in SkillFlags.Read(folder.Validation))
        {
            output.WriteLine($"{code}: {flag.Sentence}");
            output.WriteLine($"{code}: {flag.SubsoilSentence}");
        }
        output.WriteLine();
        foreach (EcosystemModel model in models)
        {
            string refits = model.Refits > 0 ? $", {model.Refits} refits of {model.RefitBytes / 1e6 / model.Refits:0.00} MB" : "";
            output.WriteLine($"{folder.Forest(model.Code)}  ({(model.Model == ModelKind.Constant ? "one leaf" : model.Model == ModelKind.Mixed ? "a regression" : $"{model.Options.Trees} trees of {model.LeavesPerTree:N0} leaves")}{refits})");
        }
        foreach (string path in TrainStep.OutputsOf(folder))
            output.WriteLine(path);
        return 0;
    }
}
