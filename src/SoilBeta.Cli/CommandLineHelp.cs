using CommandLine;
using CommandLine.Text;

namespace SoilBeta.Cli;

/// <summary>The help texts: the list of verbs, and one verb with its options and examples.</summary>
internal static class CommandLineHelp
{
    /// <summary>Name on the command line of a verb's class.</summary>
    public static string NameOf(Type verb) => (verb.GetCustomAttributes(typeof(VerbAttribute), false).FirstOrDefault() as VerbAttribute)?.Name ?? "";

    /// <summary>The list of verbs.</summary>
    public static string Verbs(IEnumerable<Type> verbs)
    {
        var rows = verbs.Select(verb => (VerbAttribute)verb.GetCustomAttributes(typeof(VerbAttribute), false)[0])
            .Where(verb => !verb.Hidden).OrderBy(verb => verb.Name, StringComparer.Ordinal).Select(verb => $"  {verb.Name,-10} {verb.HelpText}");
        return $"""
            soilbeta VERB [options]

            {string.Join(Environment.NewLine, rows)}

            'soilbeta VERB --help' shows a verb's options and an example; 'soilbeta' alone is a tour; 'soilbeta --version' the version.
            Exit codes: 0 done, 1 unusable input, 2 wrong usage, 3 device failure, 130 interrupted (the same command goes on).
            Environment: NO_COLOR=1 no colours, SOILBETA_TRACE=1 stack traces of failures.
            """;
    }

    /// <summary>One verb: what it does, its options, its examples.</summary>
    public static string Verb(ParserResult<object> result)
    {
        Type verb = result.TypeInfo.Current;
        var values = verb.GetProperties().SelectMany(property => property.GetCustomAttributes(typeof(ValueAttribute), true)).Cast<ValueAttribute>().OrderBy(value => value.Index);
        string usage = string.Concat(values.Select(value => value.Required ? $" {value.MetaName}" : $" [{value.MetaName}]"));
        var help = new HelpText
        {
            Heading = $"soilbeta {NameOf(verb)}{usage} [options]",
            AdditionalNewLineAfterOption = false,
            AddDashesToOption = true,
            MaximumDisplayWidth = 110,
            AutoVersion = false,
        };
        help.AddPreOptionsLine(((VerbAttribute)verb.GetCustomAttributes(typeof(VerbAttribute), false)[0]).HelpText);
        help.AddOptions(result);
        foreach (var example in verb.GetCustomAttributes(typeof(VerbExampleAttribute), false).Cast<VerbExampleAttribute>())
            help.AddPostOptionsLine($"  Example: {example.Command}");
        return help.ToString();
    }
}
