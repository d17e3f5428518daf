using System.Collections.Concurrent;
using System.Reflection;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Running;

namespace SoilBeta.Bench;

/// <summary>Base of the benchmarks: each records the tree evaluations of one call, so that a column can show the rate.</summary>
public abstract class Question
{
    /// <summary>Tree evaluations of one call, by question and parameters.</summary>
    internal static ConcurrentDictionary<string, double> Evaluations { get; } = new(StringComparer.Ordinal);

    /// <summary>Key of a benchmark in <see cref="Evaluations"/>.</summary>
    internal static string Key(BenchmarkCase benchmark) => Key(benchmark.Descriptor.Type, benchmark.Parameters.Items.Select(item => (item.Name, (object?)item.Value)));

    /// <summary>Records the tree evaluations of one call with the current parameters.</summary>
    protected void Count(double evaluations) =>
        Evaluations[Key(GetType(), GetType().GetProperties().Where(property => property.GetCustomAttribute<ParamsAttribute>() is not null).Select(property => (property.Name, property.GetValue(this))))] = evaluations;

    private static string Key(Type question, IEnumerable<(string Name, object? Value)> parameters) =>
        $"{question.Name} {string.Join(' ', parameters.Select(parameter => $"{parameter.Name}={parameter.Value}").Order(StringComparer.Ordinal))}";
}
