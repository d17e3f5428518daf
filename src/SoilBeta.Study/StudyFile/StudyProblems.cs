using System.Globalization;

namespace SoilBeta.Studies.StudyFile;

/// <summary>Collects what is wrong with a study, each with its line, so that all of it is said at once.</summary>
internal sealed class StudyProblems(string file)
{
    /// <summary>Problems that are shown.</summary>
    public const int MostShown = 50;

    private readonly List<(int Line, string Text)> _found = [];
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);

    /// <summary>Number of problems so far.</summary>
    public int Count => _found.Count;

    /// <summary>Remembers where a key stands: <c>covariates[2].sd</c>.</summary>
    public void Locate(string key, int line) => _lines[key] = line;

    /// <summary>A problem at a line.</summary>
    public void Add(int line, string text) => _found.Add((line, text));

    /// <summary>A problem with a key: its line is that of the key, or of the nearest section above that the file has.</summary>
    public void Add(string key, string text)
    {
        string at = key;
        while (at.Length > 0 && !_lines.ContainsKey(at))
            at = at[..Math.Max(0, at.LastIndexOfAny(['.', '[']))];
        _found.Add((at.Length > 0 ? _lines[at] : 0, $"{key}: {text}"));
    }

    /// <summary>Throws what was found, if anything.</summary>
    /// <exception cref="InvalidDataException">There were problems: one line each, with file and line.</exception>
    public void ThrowIfAny()
    {
        if (_found.Count == 0)
            return;
        var lines = _found.OrderBy(problem => problem.Line).Take(MostShown)
            .Select(problem => problem.Line > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{file}, line {problem.Line}, {problem.Text}")
                : $"{file}, {problem.Text}");
        string more = _found.Count > MostShown ? $"{Environment.NewLine}… and {_found.Count - MostShown} more." : "";
        throw new InvalidDataException(string.Join(Environment.NewLine, lines) + more);
    }
}
