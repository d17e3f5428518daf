using System.Text.Json;
using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Devices;
using SoilBeta.Devices.Benchmarks;
using SoilBeta.Devices.Catalog;
using SoilBeta.Studies;
using Spectre.Console;

namespace SoilBeta.Cli.Verbs;

/// <summary><c>soilbeta devices</c>: devices that can run here, why others cannot, and with <c>--verify</c> whether each returns the same integers as the CPU.</summary>
[VerbTask(VerbGroup.Machine, 1, "List what can compute here; verify that results agree")]
[Verb("devices", HelpText = "Lists the devices that can run here, and why others cannot. With --verify a small job runs on each device and is compared with the CPU: 'identical', or what differs and exit code 3.")]
[VerbExample("soilbeta devices --verify")]
internal sealed class DevicesVerb : VerbBase
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Compares with the CPU.</summary>
    [Option("verify", HelpText = "Run a small job in every mode on each device and compare all integers with the CPU's.")]
    public bool Verify { get; set; }

    /// <summary>Only one device.</summary>
    [Option("device", MetaValue = "D", HelpText = "Only this one: cpu, cuda:0, cuda:all, opencl:0, opencl:all, ilgpu:cpu ... (default: all).")]
    public string? Device { get; set; }

    /// <summary>Size of the job.</summary>
    [Option("cells", MetaValue = "N", Default = 300, HelpText = "Cells of the job of --verify.")]
    public int Cells { get; set; }

    /// <summary>Machine-readable output.</summary>
    [Option("json", HelpText = "JSON instead of a table.")]
    public bool Json { get; set; }

    /// <inheritdoc/>
    public override int Run(VerbContext context)
    {
        if (Cells < 1)
            throw new UsageException($"--cells {Cells}: expected 1 or more.");
        IReadOnlyList<DeviceEntry> entries = DeviceCatalog.Entries();
        AutomaticDevice automatic = DeviceCatalog.Automatic();
        if (Device is not null)
            entries = [DeviceCatalog.Resolve(Device)];
        Row[] rows = [.. entries.Select(entry => Describe(entry, entry.Name == automatic.Entry.Name, context.Cancellation))];
        if (Json)
            context.Output.WriteLine(JsonSerializer.Serialize(new { Devices = rows, Auto = automatic.Entry.Name, automatic.Reason }, s_json));
        else
        {
            Print(context, rows);
            context.Output.WriteLine($"auto: {automatic.Entry.Name}: {automatic.Reason}");
        }
        return rows.All(row => row.Verification is null or Identical) ? 0 : 3;
    }

    private const string Identical = "identical";

    private sealed record Row(string Name, string Kind, bool Present, bool Auto, string Description, string? Missing, string? Verification);

    private Row Describe(DeviceEntry entry, bool auto, CancellationToken cancellation) =>
        new(entry.Name, entry.Kind, entry.IsPresent, auto, entry.Description, entry.Missing, Verify && entry.IsPresent ? Compare(entry, cancellation) : null);

    private string Compare(DeviceEntry entry, CancellationToken cancellation)
    {
        try
        {
            using IDevice device = entry.Open(new DeviceOptions());
            using IDevice reference = DeviceCatalog.Open("cpu", new DeviceOptions());
            IReadOnlyList<string> differences = DeviceVerification.Differences(device, reference, Cells, cancellation);
            return differences.Count == 0 ? Identical : string.Join('\n', differences);
        }
        catch (DeviceException failure)
        {
            return $"failed: {failure.Message}";
        }
    }

    private void Print(VerbContext context, Row[] rows)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Output) });
        if (!context.OwnsProcess || Console.IsOutputRedirected)
            console.Profile.Width = 200;
        var table = new Table().Border(TableBorder.Simple).AddColumns("device", "kind", "what it is");
        if (Verify)
            table.AddColumn("against the cpu");
        foreach (Row row in rows)
        {
            string what = row.Missing is null ? row.Description : $"{row.Description}: cannot run here: {row.Missing}";
            var cells = new List<string> { row.Auto ? row.Name + " (auto)" : row.Name, row.Kind, what };
            if (Verify)
                cells.Add(row.Verification ?? "not run");
            table.AddRow([.. cells.Select(cell => new Text(cell))]);
        }
        console.Write(table);
    }
}
