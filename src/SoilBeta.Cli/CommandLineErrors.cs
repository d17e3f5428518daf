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
            context.Output.WriteLine(CommandLineHelp.NameOf(result.TypeInfo.Current).Length > 0 ? CommandName.In(CommandLineHelp.Verb(result, context.HelpWidth)) : CommandName.In(CommandLineHelp.Verbs(verbs)));
            return 0;
        }
        foreach (var error in list)
            context.Error.WriteLine(CommandName.In(Describe(error, result, verbs)));
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
                string word = SafeText.Line(bad.Token);
                string[] names = [.. CommandLineHelp.NamesOf(verbs), "help", .. CommandName.IsScript ? (string[])["test"] : [], "--version", "--help"];
                string kind = word.StartsWith('-') ? "an option without a verb" : "a verb";
                return $"soilbeta: '{word}' is not {kind}. {(NearestName.Find(word, names) is { } near ? $"Did you mean '{near}'? " : "")}'soilbeta help' lists them.";
            case UnknownOptionError unknown:
                string[] options = [.. type.GetProperties().SelectMany(property => property.GetCustomAttributes(typeof(OptionAttribute), true)).Cast<OptionAttribute>().Select(option => $"--{option.LongName}"), "--help"];
                return $"{prefix}: --{unknown.Token} is not an option. {NearestName.Hint($"--{unknown.Token}", options)}";
            case MissingRequiredOptionError missing when missing.NameInfo.NameText.Length == 0:
                var value = type.GetProperties().SelectMany(property => property.GetCustomAttributes(typeof(ValueAttribute), true)).Cast<ValueAttribute>().OrderBy(at => at.Index).FirstOrDefault();
                return $"{prefix}: expected {value?.MetaName ?? "a file"}. 'soilbeta {verb} --help' shows how.";
            case BadFormatConversionError bad when bad.NameInfo.LongName.Length > 0:
                return $"{prefix}: --{bad.NameInfo.LongName} expects {KindOf(type, bad.NameInfo.LongName)}. 'soilbeta {verb} --help' shows how.";
            case MissingValueOptionError missing:
                return $"{prefix}: --{missing.NameInfo.LongName} expects {KindOf(type, missing.NameInfo.LongName)}. 'soilbeta {verb} --help' shows how.";
            case RepeatedOptionError repeated:
                return $"{prefix}: --{repeated.NameInfo.LongName} is given more than once. Give it once.";
            default:
                return $"{prefix}: {SentenceBuilder.Create().FormatError(error)} 'soilbeta {verb} --help' shows how.";
        }
    }

    /// <summary>What an option's value must be.</summary>
    private static string KindOf(Type verb, string option)
    {
        var property = verb.GetProperties().First(property => property.GetCustomAttributes(typeof(OptionAttribute), true).Cast<OptionAttribute>().Any(at => at.LongName == option));
        Type value = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return value == typeof(ulong) ? "an integer of 0 or more" : value == typeof(int) || value == typeof(long) ? "an integer" : value == typeof(double) ? "a number" : "a value";
    }
}
