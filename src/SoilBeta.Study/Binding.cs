using System.Text.RegularExpressions;
using SoilBeta.Rasters;

namespace SoilBeta.Studies;

/// <summary>Binds a section of the study file: converts text to values and collects all problems with their keys.</summary>
public sealed partial class Binding
{
    private const int LargestBand = 65_535;

    private readonly StudyProblems _problems;
    private readonly string _folder;
    private readonly string _at;
    private readonly List<StudyPath> _paths;

    /// <summary>Begins at the top of a study.</summary>
    /// <param name="problems">Collects the problems.</param>
    /// <param name="folder">Absolute folder that relative paths start from.</param>
    public Binding(StudyProblems problems, string folder)
        : this(problems, folder, "", [])
    {
    }

    private Binding(StudyProblems problems, string folder, string at, List<StudyPath> paths) => (_problems, _folder, _at, _paths) = (problems, folder, at, paths);

    /// <summary>Whether the study's preset is the paper's.</summary>
    public bool IsPaper { get; private init; }

    /// <summary>Whether network paths and paths inside archives are allowed.</summary>
    public bool AllowsNetwork { get; init; }

    /// <summary>Files named so far, in the order of binding.</summary>
    public IReadOnlyList<StudyPath> Paths => _paths;

    /// <summary>The same section with the study's preset.</summary>
    public Binding With(StudyPreset preset) => new(_problems, _folder, _at, _paths) { IsPaper = preset == StudyPreset.Paper, AllowsNetwork = AllowsNetwork };

    /// <summary>A section: <c>uncertainty</c>, <c>soil.fill</c>.</summary>
    public Binding Section(string key) => new(_problems, _folder, Key(key), _paths) { IsPaper = IsPaper, AllowsNetwork = AllowsNetwork };

    /// <summary>An entry of a list, counted from 0: <c>covariates[2]</c> is the second.</summary>
    public Binding Entry(string list, int index) => Section($"{list}[{index + 1}]");

    /// <summary>Full name of a key, e.g. <c>covariates[2].sd</c>; for an empty key that of the section.</summary>
    public string Key(string key) => _at.Length == 0 ? key : key.Length == 0 ? _at : $"{_at}.{key}";

    /// <summary>Adds a problem with a key of this section, or with the section itself if the key is empty.</summary>
    /// <param name="key">Key.</param>
    /// <param name="text">What was found and expected, and what to do.</param>
    /// <param name="because">Another key of this section that may cause it; if the command line gave that one, the message names the option.</param>
    public void Add(string key, string text, string? because = null) => _problems.Add(Key(key), text, because is null ? null : Key(because));

    /// <summary>Converts a word to its enum value; an unknown word is a problem.</summary>
    /// <param name="key">Key.</param>
    /// <param name="word">Word in the study.</param>
    /// <param name="words">Allowed words.</param>
    /// <param name="otherwise">Value for the remaining checks if the word is wrong.</param>
    public T Word<T>(string key, string word, Words<T> words, T otherwise = default) where T : struct, Enum
    {
        if (words.Find(word) is { } value)
            return value;
        OneOf(key, word, words.All);
        return otherwise;
    }

    /// <summary>Requires a name from a list.</summary>
    public void OneOf(string key, string name, IReadOnlyCollection<string> known)
    {
        if (!known.Contains(name, StringComparer.Ordinal))
            Add(key, $"found '{name}'. {(NearestName.Find(name, known) is { } nearest ? $"Did you mean '{nearest}'? " : "")}Known are: {string.Join(", ", known)}.");
    }

    /// <summary>Requires a number within limits.</summary>
    public void Within(string key, double value, double lowest, double highest, string unit)
    {
        if (!(value >= lowest && value <= highest))
            Add(key, $"found {value}, expected {lowest} to {highest} ({unit}).");
    }

    /// <summary>Requires a multiplier other than 0.</summary>
    public double Multiplier(string key, double value)
    {
        if (value == 0)
            Add(key, "a multiplier of 0 leaves nothing.");
        return value;
    }

    /// <summary>Whether a name is allowed in file names on every system.</summary>
    public static bool IsFileName(string name) => SafeName().IsMatch(name);

    /// <summary>Requires different names.</summary>
    public void Unique(string key, IEnumerable<string> names)
    {
        foreach (var twice in names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            Add(key, $"'{twice.Key}' stands {twice.Count()} times; names must differ (also in more than upper and lower case).");
    }

    /// <summary>Parses a standard deviation, as a share or in the unit; null if none is given.</summary>
    public StandardDeviation? Sd(string key, string? text, string unit)
    {
        if (text is null)
            return null;
        if (StandardDeviation.Parse(text) is not { } sd)
        {
            Add(key, $"found '{text}', expected a share such as '10 %', or a number in {(unit.Length > 0 ? unit : "its unit")}.");
            return null;
        }
        return sd;
    }

    /// <summary>Parses a standard deviation that must be a share; null if none is given.</summary>
    public double? Share(string key, string? text)
    {
        if (text is null)
            return null;
        if (StandardDeviation.Parse(text) is { IsShare: true } sd)
            return sd.Amount;
        Add(key, $"found '{text}', expected a share such as '10 %'.");
        return null;
    }

    /// <summary>Adds a file of the study and returns its absolute path; empty if none is named.</summary>
    public string File(string key, FileKind kind, string? path)
    {
        if (string.IsNullOrEmpty(path))
            return "";
        if (StudyPath.Refusal(path, kind, AllowsNetwork) is { } refusal)
        {
            Add(key, $"'{path}': {refusal}");
            return path;
        }
        string absolute = VirtualFile.Resolve(path, _folder);
        _paths.Add(new StudyPath(Key(key), kind, absolute));
        return absolute;
    }

    /// <summary>Adds a raster of the study; its path is empty if none is named.</summary>
    /// <param name="property">Key of its path.</param>
    /// <param name="path">Path in the study file.</param>
    /// <param name="band">Band; null if not given.</param>
    /// <param name="noData">Nodata values; null if not given.</param>
    /// <param name="prefix">Prefix of the keys of band and nodata values.</param>
    public StudyRaster Raster(string property, string? path, int? band, List<double>? noData, string prefix = "")
    {
        var raster = new StudyRaster(_at, property, File(property, FileKind.Raster, path)) { Prefix = prefix, Band = band, NoData = noData };
        Within($"{prefix}band", band ?? 1, 1, LargestBand, "band");
        return raster;
    }

    /// <summary>Requires at least one of <c>keep</c>, <c>drop</c>, <c>min</c> and <c>max</c>, and a range that is not empty.</summary>
    public void KeepsSome(bool any, double? min, double? max)
    {
        if (!any)
            Add("", "expected at least one of 'keep', 'drop', 'min' and 'max'.");
        if (min > max)
            Add("", $"min {min} is above max {max}.");
    }

    [GeneratedRegex(@"^(?!(?i:con|prn|aux|nul|com\d|lpt\d)(\.|$))[A-Za-z0-9_]([A-Za-z0-9._-]{0,62}[A-Za-z0-9_-])?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SafeName();
}
