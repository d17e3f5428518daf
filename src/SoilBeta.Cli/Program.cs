using System.Globalization;
using CommandLine;
using SoilBeta.Cli.Terminal;
using SoilBeta.Devices;
using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>Runs the verb and turns failures into a message and an exit code; never a stack trace, unless SOILBETA_TRACE=1.</summary>
internal static class Program
{
    /// <summary>ENOSPC as .NET reports it.</summary>
    private const int DiskFull = 28;

    private const int DiskFullWindows = unchecked((int)0x80070070);

    private static int Main(string[] args)
    {
        if (args is [OpeningCommand.Verb, .. var opening])
            return OpeningService.Run(opening);
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.InvariantCulture;
        CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        var output = PatientWriter.Install();
        using var tooLarge = ProcessLimits.KeepFileSizeSignal();
        if (ProcessLimits.Refusal() is { } refusal)
        {
            Console.Error.WriteLine($"soilbeta: {refusal}");
            return 1;
        }
        int code;
        var step = new StepInProgress();
        using (var interrupt = new Interrupt(args.FirstOrDefault() ?? "", step))
        {
            StopAtPoint.Listen(interrupt.Token);
            code = Run(args, new VerbContext(Console.Out, Console.Error, interrupt.Token) { OwnsProcess = true, Step = step });
        }
        if (output.Failure is not { } lost)
            return code;
        // Verbs on a study have written their results to disk by then; for other verbs standard output is the result.
        Console.Error.WriteLine($"soilbeta: standard output could not be written ({lost}).{(code == 0 && ResultsAreFiles(args) ? " The results are whole: they are in the output folder." : "")}");
        return code == 0 && !ResultsAreFiles(args) ? 1 : code;
    }

    private static bool ResultsAreFiles(string[] args) => args.Length > 0 && args[0] is "run" or "profiles" or "train" or "map" or "merge" or "prepare" or "report" or "slurm" or "fit" or "import" or "export" or "init";

    /// <summary>Runs a verb.</summary>
    /// <returns>Exit code.</returns>
    internal static int Run(string[] args, VerbContext context)
    {
        if (args.Length == 0)
        {
            context.Output.WriteLine(CommandName.In(Tour.Text));
            return 0;
        }

        string verb = args[0];
        using var parser = new Parser(settings =>
        {
            settings.HelpWriter = null;
            settings.ParsingCulture = CultureInfo.InvariantCulture;
        });
        Type[] verbs = [.. typeof(Program).Assembly.GetTypes()
            .Where(type => type.IsAssignableTo(typeof(VerbBase)) && type is { IsClass: true, IsAbstract: false })
            .OrderBy(type => type.Name, StringComparer.Ordinal)];
        try
        {
            // 'help VERB' is 'VERB --help'; 'help' alone lists the verbs.
            if (verb is "help" or "--help" or "-h")
            {
                if (args.Length == 1)
                {
                    context.Output.WriteLine(CommandName.In(CommandLineHelp.Verbs(verbs)));
                    return 0;
                }
                args = [args[1], "--help"];
            }
            var result = parser.ParseArguments(args, verbs);
            return result.MapResult(options => RunVerb((VerbBase)options, context), errors => CommandLineErrors.Show(context, result, errors, verbs));
        }
        catch (Exception failure)
        {
            return Explain(verb, failure, context);
        }
    }

    private static int RunVerb(VerbBase verb, VerbContext context)
    {
        if (verb.LeftOver.FirstOrDefault() is { } word)
            throw new UsageException($"'{word}' is left over: expected {CommandLineHelp.UsageOf(verb.GetType())}. 'soilbeta {CommandLineHelp.NameOf(verb.GetType())} --help' shows how.");
        return verb.Run(context);
    }

    // Lack of memory may surface wrapped: a type that cannot be initialised, a thread that cannot be started.
    private static bool HasNoMemory(Exception failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            if (at is OutOfMemoryException or ThreadStartException)
                return true;
        }
        return false;
    }

    private static int Explain(string verb, Exception failure, VerbContext context)
    {
        // Pipelines wrap the exception that stopped them; the user can act on the innermost cause.
        while (failure is AggregateException { InnerExceptions.Count: > 0 } several)
            failure = several.InnerExceptions[0];
        if (Environment.GetEnvironmentVariable("SOILBETA_TRACE") == "1")
            context.Error.WriteLine(failure);
        if (failure is OperationCanceledException)
        {
            if (context.OwnsProcess)
                return Interrupt.Leave(verb, context.Step);
            context.Error.WriteLine(Interrupt.Message(verb, context.Step));
            return Interrupt.ExitCode;
        }
        var (code, text) = Outcome(failure);
        foreach (string line in SafeText.Lines(CommandName.In(text)))
            context.Error.WriteLine($"soilbeta {SafeText.Line(verb)}: {line}");
        return code;
    }

    // These exceptions name their path only in quotes in the message.
    private static string PathIn(string message) => message.Split('\'') is [_, var path, ..] ? path : message;

    /// <summary>Exit code and message for a failure.</summary>
    internal static (int Code, string Text) Outcome(Exception failure) => failure switch
    {
        UsageException => (2, failure.Message),
        DeviceException { IsShortOfMemory: true } => (1, failure.Message),
        DeviceException => (3, failure.Message),
        IOException { HResult: DiskFull or DiskFullWindows } => (1, $"{failure.Message}\n  The disk is full. Make room, or choose a folder on another disk with --output; the same command again goes on where it was."),
        // .NET throws this for EFBIG, wherever a file is written.
        ArgumentOutOfRangeException when failure.StackTrace?.Contains("at System.IO.", StringComparison.Ordinal) == true => (1, "A file would be larger than this process may write (ulimit -f). Raise that limit; the same command again goes on where it was."),
        FileNotFoundException { FileName: { } file } => (1, $"{file}: there is no such file. Check the path; it is relative to the current folder."),
        DirectoryNotFoundException => (1, $"{PathIn(failure.Message)}: the folder of this path does not exist. Check the path; it is relative to the current folder."),
        UnauthorizedAccessException => (1, $"{PathIn(failure.Message)}: access is denied. Check its permissions and those of its folder."),
        InvalidDataException or IOException => (1, failure.Message),
        _ when HasNoMemory(failure) => (1, "out of memory: more is needed than --memory allows, or the machine has less. Raise --memory where the machine has more, or lower --threads, or use --bounds."),
        _ => (1, $"internal error: {failure.GetType().Name}: {failure.Message} Please report it with the output of SOILBETA_TRACE=1."),
    };
}
