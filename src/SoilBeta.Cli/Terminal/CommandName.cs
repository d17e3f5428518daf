using System.Text.RegularExpressions;

namespace SoilBeta.Cli.Terminal;

/// <summary>The command that the user typed, in messages that name a command: <c>./run.sh map STUDY.yml</c> from a checkout, <c>soilbeta map STUDY.yml</c> where the program is installed.</summary>
internal static partial class CommandName
{
    /// <summary>Environment variable in which a script that starts the program says how it was called.</summary>
    public const string Variable = "SOILBETA_COMMAND";

    private const string Installed = "soilbeta";

    /// <summary>The command as typed.</summary>
    public static string Typed => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } typed ? SafeText.Line(typed) : Installed;

    /// <summary>Whether a script of a checkout started the program, which then has the verb <c>test</c> too.</summary>
    public static bool IsScript => Typed != Installed;

    /// <summary>A text with every command in it as the user would type it. The program's name at the start of a message (<c>soilbeta map: …</c>) stays.</summary>
    /// <param name="text">Text with commands such as <c>soilbeta train STUDY.yml</c>.</param>
    public static string In(string text) => In(text, Typed);

    /// <summary>As above, for a given command.</summary>
    internal static string In(string text, string typed) => typed == Installed ? text : Command().Replace(text, _ => typed);

    // A command is the name before a verb, which no colon follows, or before a placeholder.
    [GeneratedRegex(@"(?<![\w./\\-])soilbeta(?= (?:VERB|help|--version|[a-z]+)\b(?!:))", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Command();
}
