using System.Globalization;
using CommandLine;
using SoilBeta.Devices;

namespace SoilBeta.Cli;

/// <summary>Finds the verb, runs it, and turns what goes wrong into one message and an exit code.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        using var interrupt = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            interrupt.Cancel();
        };

        using var parser = new Parser(settings =>
        {
            settings.HelpWriter = Console.Error;
            settings.ParsingCulture = CultureInfo.InvariantCulture;
        });
        string verb = args.Length > 0 ? args[0] : "";
        Type[] verbs = [.. typeof(Program).Assembly.GetTypes().Where(type => type.IsAssignableTo(typeof(IVerb)) && type.IsClass).OrderBy(type => type.Name, StringComparer.Ordinal)];
        try
        {
            return parser.ParseArguments(args, verbs).MapResult(options => ((IVerb)options).Run(interrupt.Token), _ => 2);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"soilbeta {verb}: interrupted.");
            return 130;
        }
        catch (DeviceException failure)
        {
            Console.Error.WriteLine($"soilbeta {verb}: {failure.Message}");
            return 3;
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"soilbeta {verb}: {failure.Message}");
            return 1;
        }
    }
}
