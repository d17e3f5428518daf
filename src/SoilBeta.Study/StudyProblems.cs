using System.Globalization;

namespace SoilBeta.Studies;

/// <summary>Collects the problems of a study with their lines or command-line options, so that all are reported at once.</summary>
public sealed class StudyProblems(string file)
{
    /// <summary>Largest number of problems shown.</summary>
    public const int MostShown = 50;

    private readonly List<(int Line, string Text)> _found = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);
    private bool _isUsage;

    /// <summary>Number of problems so far.</summary>
    public int Count => _found.Count;

    /// <summary>Records the line of a key: <c>covariates[2].sd</c>.</summary>
    public void Locate(string key, int line) => _lines[key] = line;

    /// <summary>Records that the command line overrides a key.</summary>
    /// <param name="key">Key.</param>
    /// <param name="option">The option as it was written: <c>--draws 100</c>.</param>
    public void Override(string key, string option) => _options[key] = option;

    /// <summary>Adds a problem with an option that is no key of the study.</summary>
    /// <param name="text">The option as it was written, and what was expected.</param>
    public void AddUsage(string text)
    {
        _found.Add((0, text));
        _isUsage = true;
    }

    /// <summary>Adds a problem at a line.</summary>
    public void Add(int line, string text) => _found.Add((line, Place(line) + text));

    /// <summary>Adds a problem with a key. It is located by the option that gives the key, otherwise by the line of the key or of the innermost section in the file.</summary>
    /// <param name="key">Key.</param>
    /// <param name="text">The problem.</param>
    /// <param name="because">Another key that may cause it; null for none.</param>
    public void Add(string key, string text, string? because = null)
    {
        if (_options.TryGetValue(key, out string? option))
        {
            AddUsage($"{option}: {text}");
            return;
        }
        if (because is not null && _options.TryGetValue(because, out option))
        {
            AddUsage($"{option}: {key}: {text}");
            return;
        }
        string at = key;
        while (at.Length > 0 && !_lines.ContainsKey(at))
            at = at[..Math.Max(0, at.LastIndexOfAny(['.', '[']))];
        Add(at.Length > 0 ? _lines[at] : 0, $"{key}: {text}");
    }

    /// <summary>Throws if there are problems.</summary>
    /// <exception cref="UsageException">There are problems, some with options that are no keys of the study; one line each.</exception>
    /// <exception cref="InvalidDataException">There are problems with the study; one line each.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count == 0)
            return;
        var lines = _found.OrderBy(problem => problem.Line).Take(MostShown).Select(problem => problem.Text);
        string more = _found.Count > MostShown ? $"{Environment.NewLine}… and {_found.Count - MostShown} more." : "";
        string text = string.Join(Environment.NewLine, lines) + more;
        throw _isUsage ? new UsageException(text) : new InvalidDataException(text);
    }

    private string Place(int line) => line > 0 ? string.Create(CultureInfo.InvariantCulture, $"{file}, line {line}, ") : $"{file}, ";
}
