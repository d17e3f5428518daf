using System.Collections;
using SoilBeta.Devices;
using SoilBeta.Forests;
using SoilBeta.Mapping.Maps;
using SoilBeta.Numerics;
using SoilBeta.Rasters;
using SoilBeta.Soil;
using SoilBeta.Studies;
using SoilBeta.Tests.Devices;
using SoilBeta.Tests.Studies;

namespace SoilBeta.Tests.Mapping.Maps;

/// <summary>A tile's key has all that its integers depend on, and nothing else of the study: every key of every section of the study file is changed in turn, those added later too.</summary>
public class TileKeyTests
{
    // What a change of the value must be for it to be one; null: any.
    private static readonly Dictionary<string, object> s_values = new(StringComparer.Ordinal)
    {
        ["covariates.sd"] = "7 %",
        ["topsoil.sd"] = "7 %",
        ["topsoil.depth"] = 30,
        ["uncertainty.draws"] = 512, // Sobol points come in powers of two
        ["uncertainty.replicates"] = 4,
        ["uncertainty.mode"] = "independent",
        ["uncertainty.refits"] = "crossed",
        ["uncertainty.refit_count"] = 2,
        ["covariates.bounds"] = new List<double?> { 1, 99 },
        ["uncertainty.correlation_matrix"] = new List<List<double>> { new() { 1, 0.2, 0 }, new() { 0.2, 1, 0 }, new() { 0, 0, 1 } },
        ["ecosystems.area_sd"] = "3 %",
        ["topsoil.soc_sd"] = "3 %",
        ["topsoil.bulk_density_sd"] = "3 %",
        ["topsoil.gravel_sd"] = "3 %",
    };

    // Names of the stack's layers, of the forest's features and of its file: with others there is another stack and another forest.
    private static readonly string[] s_names = ["covariates.name", "ecosystems.code", "zones.name"];

    private static readonly string[] s_always = ["seed", "covariates.sd", "covariates.bounds", "topsoil.sd", "topsoil.depth", "uncertainty.draws", "uncertainty.mode", "uncertainty.refits", "uncertainty.refit_count"];

    /// <summary>The draws of a study decide what its tiles depend on: the size of blocks means nothing to common draws, nor the number of replicates to Monte Carlo draws.</summary>
    [Theory]
    [InlineData("draws: 256, mode: common", "uncertainty.sampler uncertainty.correlation uncertainty.map_standard_errors")]
    [InlineData("draws: 256, mode: block", "uncertainty.block uncertainty.map_standard_errors")]
    [InlineData("draws: 64, sampler: sobol, replicates: 2, correlation: matrix, correlation_matrix: [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]]", "uncertainty.sampler uncertainty.correlation uncertainty.correlation_matrix uncertainty.replicates")]
    public void Every_key_of_the_study_that_integers_depend_on_is_in_it_and_no_other(string uncertainty, string further)
    {
        using var map = new SyntheticMap(refits: "cycled", topsoil: "5 %", uncertainty: uncertainty);
        string[] within = [.. s_always, .. further.Split(' ')];
        var (context, survey) = map.Context();
        StudySection sections = StudyText.Sections(map.StudyYaml);
        sections.Uncertainty.CorrelationMatrix ??= [[1, 0.5, 0], [0.5, 1, 0], [0, 0, 1]];
        sections.Uncertainty.Correlation ??= uncertainty.Contains("correlation: matrix", StringComparison.Ordinal) ? "matrix" : "none";
        var original = KeyOf();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Walk(sections, "");
        seen.ShouldContain("profiles.encoding");
        seen.Count.ShouldBeGreaterThan(100);
        within.ShouldBeSubsetOf(seen);

        SortedDictionary<string, string> KeyOf()
        {
            var study = map.Study with { Study = StudyText.BindAnyhow(sections) };
            var request = map.Request(survey.Ecosystems[0], study);
            int refits = study.Study.Uncertainty.RefitCount; // as MapStep requires it of the forest
            request = request with { Plan = request.Plan with { Forests = request.Plan.Forests with { Refits = [.. request.Plan.Forests.Refits.Take(refits)] } } };
            return TileKey.Parts(context with { Study = study }, request);
        }

        // Each key below a section is changed and put back; of a list's sections the first stands for all.
        void Walk(object section, string path)
        {
            foreach (var (key, property) in SectionReader.Keys(section.GetType()))
            {
                string at = path.Length == 0 ? key : $"{path}.{key}";
                object? before = property.GetValue(section);
                Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
                if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) && IsSection(type.GetGenericArguments()[0]))
                {
                    var list = (IList)before!;
                    if (list.Count == 0)
                        list.Add(Activator.CreateInstance(type.GetGenericArguments()[0]));
                    Walk(list[0]!, at);
                }
                else if (IsSection(type))
                {
                    if (before is null)
                        property.SetValue(section, before = Activator.CreateInstance(type)!);
                    Walk(before, at);
                }
                else if (!s_names.Contains(at))
                {
                    seen.Add(at).ShouldBeTrue(at);
                    property.SetValue(section, at switch
                    {
                        "uncertainty.sampler" => before is "sobol" ? "monte-carlo" : "sobol",
                        "uncertainty.correlation" => before is "none" ? "matrix" : "none",
                        _ => s_values.TryGetValue(at, out object? value) ? value : Other(type, before),
                    });
                    bool changed = TileKey.Differences(KeyOf(), original).Count > 0;
                    changed.ShouldBe(within.Contains(at), at);
                    property.SetValue(section, before);
                }
            }
        }
    }

    [Fact]
    public void Stack_forest_bounds_areas_and_sources_are_in_it_each_by_its_name()
    {
        using var map = new SyntheticMap();
        using var other = new SyntheticMap(rock: 90);
        var (context, survey) = map.Context();
        var request = map.Request(survey.Ecosystems[0]);
        var original = TileKey.Parts(context, request);
        Differences(context with { Stack = other.Stack }, request).ShouldBe(["the stack"]);
        Differences(context with { Window = new GridWindow(1, 0, 22, 22) }, request).ShouldBe(["the bounds"]);
        Differences(context with { AreaShift = context.AreaShift - 1 }, request).ShouldBe(["the scale of areas"]);
        Differences(context, request with { Forest = request.Forest with { Checksum = "another" } }).ShouldBe(["forests/CL.forest"]);
        Differences(context, request with { Run = new DrawRun(DrawMode.Common, 1) }).ShouldBe(["the mode of draws"]);
        Differences(context, request with { Plan = request.Plan with { Ranks = [0, 1, 35] } }).ShouldBe(["the order statistics"]);
        Differences(context, map.Request(survey.Ecosystems[1])).ShouldBe(["forests/CL.forest", "forests/GL.forest"]);

        TileKey.Sources.Keys.ShouldBe(["SoilBeta.Numerics", "SoilBeta.Soil", "SoilBeta.Forests", "SoilBeta.Devices", "SoilBeta.Kernels"], ignoreOrder: true);
        foreach (string room in TileKey.Sources.Keys)
        {
            var changed = new Dictionary<string, string>(TileKey.Sources, StringComparer.Ordinal) { [room] = "another" };
            TileKey.Differences(TileKey.Parts(context, request, changed), original).ShouldBe([$"the sources of {room}"]);
        }
        // The kernels are embedded in the room of the devices, and its list of sources names each.
        using var list = new StreamReader(typeof(IDevice).Assembly.GetManifestResourceStream("sources.txt")!);
        list.ReadToEnd().ShouldContain("descend.cl");

        IReadOnlyList<string> Differences(MapContext of, TileRequest what) => TileKey.Differences(TileKey.Parts(of, what), original);
    }

    private static bool IsSection(Type type) => type.IsClass && type.Name.EndsWith("Section", StringComparison.Ordinal);

    private static object Other(Type type, object? before)
    {
        if (type == typeof(string))
            return before + "x";
        if (type == typeof(bool))
            return before is not true;
        if (type == typeof(double))
            return ((double?)before ?? 0.3) * 1.5;
        if (type == typeof(int))
            return ((int?)before ?? 1) + 1;
        if (type == typeof(ulong))
            return (ulong)before! + 1;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>))
        {
            var list = (IList)Activator.CreateInstance(type)!;
            var item = type.GetGenericArguments()[0];
            object added = item == typeof(string) ? "other" : item == typeof(int) ? (object)77 : item == typeof(double) || item == typeof(double?) ? 0.77 : throw new NotSupportedException($"a list of {item}: say in s_values how it is changed");
            foreach (object? old in (IList?)before ?? list)
                list.Add(old);
            list.Add(added);
            return list;
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Dictionary<,>))
        {
            var map = (IDictionary)Activator.CreateInstance(type)!;
            Type[] of = type.GetGenericArguments();
            map[of[0] == typeof(string) ? "other" : (object)77] = of[1] == typeof(string) ? "other" : Activator.CreateInstance(of[1]);
            return map;
        }
        throw new NotSupportedException($"{type}: say in s_values how it is changed");
    }
}
