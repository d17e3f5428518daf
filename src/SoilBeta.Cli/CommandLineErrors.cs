using CommandLine;
using CommandLine.Text;
using SoilBeta.Cli.Terminal;
using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>Answers a faulty command line: with help where it was requested, otherwise with one message that names the nearest verb or option.</summary>
internal static class CommandLineErrors
{
    private const int UsageExit = 2;

    /// <summary>Shows help or the message.</summary>
    /// <returns>Exit code: 0 for help and version, 2 for wrong usage.</returns>
    public static int Show(VerbContext context, ParserResult<object> result, IEnumerable<Error> errors, IReadOnlyList<Type> verbs)
    {
        var list = errors.ToList();
        if (list.Exists(error => error.Tag is ErrorType.VersionRequestedError))
        {
            context.Output.WriteLine(HeadingInfo.Default);
            return 0;
        }
        if (list.Exists(error => error.Tag is ErrorType.HelpRequestedError or ErrorType.HelpVerbRequestedError or ErrorType.NoVerbSelectedError))
        {
            context.Output.WriteLine(CommandLineHelp.NameOf(result.TypeInfo.Current).Length > 0 ? CommandLineHelp.Verb(result) : CommandLineHelp.Verbs(verbs));
            return 0;
        }
        foreach (var error in list)
            context.Error.WriteLine(Describe(error, result, verbs));
        return UsageExit;
    }

    private static string Describe(Error error, ParserResult<object> result, IReadOnlyList<Type> verbs)
    {
        Type type = result.TypeInfo.Current;
        string verb = CommandLineHelp.NameOf(type);
        string prefix = verb.Length > 0 ? $"soilbeta {verb}" : "soilbeta";
        switch (error)
        {
            case BadVerbSelectedError bad:
                string[] names = [.. verbs.Select(CommandLineHelp.NameOf).Order(StringComparer.Ordinal)];
                return $"soilbeta: '{bad.Token}' is not a verb. {NearestName.Hint(bad.Token, names)} 'soilbeta help' lists them.";
            case UnknownOptionError unknown:
                string[] options = [.. type.GetProperties().SelectMany(property => property.GetCustomAttributes(typeof(OptionAttribute), true)).Cast<OptionAttribute>().Select(option => $"--{option.LongName}"), "--help"];
                return $"{prefix}: --{unknown.Token} is not an option. {NearestName.Hint($"--{unknown.Token}", options)}";
            case MissingRequiredOptionError missing when missing.NameInfo.NameText.Length == 0:
                var value = type.GetProperties().SelectMany(property => property.GetCustomAttributes(typeof(ValueAttribute), true)).Cast<ValueAttribute>().OrderBy(at => at.Index).FirstOrDefault();
                return $"{prefix}: expected {value?.MetaName ?? "a file"}. 'soilbeta {verb} --help' shows how.";
            default:
                return $"{prefix}: {SentenceBuilder.Create().FormatError(error)} 'soilbeta {verb} --help' shows how.";
        }
    }
}
