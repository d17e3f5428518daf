using CommandLine;
using CommandLine.Text;

namespace SoilBeta.Cli;

/// <summary>The help texts: the list of verbs, and one verb with its options and examples.</summary>
internal static class CommandLineHelp
{
    /// <summary>Name on the command line of a verb's class.</summary>
    public static string NameOf(Type verb) => (verb.GetCustomAttributes(typeof(VerbAttribute), false).FirstOrDefault() as VerbAttribute)?.Name ?? "";

    /// <summary>Names of the verbs that a user may type.</summary>
    public static IEnumerable<string> NamesOf(IEnumerable<Type> verbs) =>
        verbs.Select(verb => (VerbAttribute)verb.GetCustomAttributes(typeof(VerbAttribute), false)[0]).Where(verb => !verb.Hidden).Select(verb => verb.Name).Order(StringComparer.Ordinal);

    /// <summary>The list of verbs: a line each, grouped by task.</summary>
    public static string Verbs(IReadOnlyList<Type> verbs)
    {
        var groups = verbs.Select(verb => (Name: NameOf(verb), Task: (VerbTaskAttribute)verb.GetCustomAttributes(typeof(VerbTaskAttribute), false)[0]))
            .Join(NamesOf(verbs), verb => verb.Name, name => name, (verb, _) => verb)
            .GroupBy(verb => verb.Task.Group).OrderBy(group => group.Key)
            .Select(group => string.Join(Environment.NewLine, group.OrderBy(verb => verb.Task.Place).Select(verb => $"  {verb.Name,-9} {verb.Task.Summary}").Prepend($"{Title(group.Key)}:")));
        return $"""
            Usage: soilbeta VERB [options]

            {string.Join(Environment.NewLine + Environment.NewLine, groups)}

            'soilbeta VERB --help' shows a verb's options and an example;
            'soilbeta' alone is a tour, 'soilbeta --version' the version.
            Exit codes: 0 done, 1 unusable input, 2 wrong usage, 3 device failure,
            130 interrupted (the same command goes on).
            Environment: NO_COLOR=1 no colours, SOILBETA_TRACE=1 stack traces of failures.
            """;
    }

    /// <summary>Usage of a verb without its options: <c>soilbeta map STUDY.yml</c>.</summary>
    public static string UsageOf(Type verb)
    {
        var values = verb.GetProperties().SelectMany(property => property.GetCustomAttributes(typeof(ValueAttribute), true)).Cast<ValueAttribute>().Where(value => !value.Hidden).OrderBy(value => value.Index);
        return $"soilbeta {NameOf(verb)}{string.Concat(values.Select(value => value.Required ? $" {value.MetaName}" : $" [{value.MetaName}]"))} [options]";
    }

    private static string Title(VerbGroup group) => group switch
    {
        VerbGroup.Start => "From files to results",
        VerbGroup.Steps => "Steps of a study",
        VerbGroup.Cluster => "A map on a cluster",
        VerbGroup.Forests => "Forests and tables, without a study",
        _ => "This machine",
    };

    /// <summary>One verb: what it does, its options, its examples.</summary>
    /// <param name="result">Parsed command line.</param>
    /// <param name="width">Width to wrap at, columns.</param>
    public static string Verb(ParserResult<object> result, int width)
    {
        Type verb = result.TypeInfo.Current;
        var help = new HelpText
        {
            Heading = UsageOf(verb),
            AdditionalNewLineAfterOption = false,
            AddDashesToOption = true,
            MaximumDisplayWidth = width,
            AutoVersion = false,
        };
        help.AddPreOptionsLine(((VerbAttribute)verb.GetCustomAttributes(typeof(VerbAttribute), false)[0]).HelpText);
        help.AddOptions(result);
        foreach (var example in verb.GetCustomAttributes(typeof(VerbExampleAttribute), false).Cast<VerbExampleAttribute>())
            help.AddPostOptionsLine($"  Example: {example.Command}");
        return help.ToString();
    }
}
