using System.Reflection;
using System.Runtime.InteropServices;

namespace SoilBeta.Tests.Checkout;

/// <summary>No method or constructor takes more than seven parameters: what belongs together is handed down together.</summary>
public class SignaturesTests
{
    private const int Most = 7;

    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    [Fact]
    public void No_method_and_no_constructor_has_more_than_seven_parameters()
    {
        Assembly[] assemblies = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "SoilBeta.*.dll").Append(Path.Combine(AppContext.BaseDirectory, "soilbeta.dll"))
            .Where(file => !Path.GetFileName(file).StartsWith("SoilBeta.Tests", StringComparison.Ordinal)).Select(Assembly.LoadFrom)];
        assemblies.Length.ShouldBeGreaterThan(7);
        MethodBase[] all = [.. assemblies.SelectMany(assembly => assembly.GetTypes()).SelectMany(Methods)];
        all.Length.ShouldBeGreaterThan(2000);
        all.Where(IsTooLong).Select(method => $"{method.DeclaringType}.{method.Name}: {Parameters(method)} parameters").ShouldBeEmpty();
    }

    /// <summary>What the test before finds, and what it does not: it cannot fail otherwise.</summary>
    [Fact]
    public void What_counts_are_parameters_that_somebody_wrote()
    {
        string[] found = [.. Methods(typeof(Samples)).Concat(Methods(typeof(Record))).Where(IsTooLong).Select(method => method.Name)];
        found.Length.ShouldBe(2);
        found.ShouldContain(nameof(Samples.Eight));
        found.ShouldContain(name => name.Contains("Local", StringComparison.Ordinal));
    }

    // Members of records and anonymous types that the compiler makes from their properties; signatures of C libraries.
    private static bool IsTooLong(MethodBase method) =>
        Parameters(method) > Most
        && !((IsRecord(method.DeclaringType!) || method.DeclaringType!.Name.Contains("AnonymousType", StringComparison.Ordinal)) && (method.IsConstructor || method.Name == "Deconstruct"))
        && !method.Attributes.HasFlag(MethodAttributes.PinvokeImpl) && method.GetCustomAttribute<LibraryImportAttribute>() is null;

    // A local function gets the variables of its method through references to structs of the compiler's.
    private static int Parameters(MethodBase method) => method.GetParameters().Count(parameter => !(parameter.ParameterType.IsByRef && parameter.ParameterType.Name.StartsWith("<>c__", StringComparison.Ordinal)));

    private static IEnumerable<MethodBase> Methods(Type type) => type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own));

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Own) is not null;

#pragma warning disable IDE0060, RCS1163, CA1801 // parameters are all that these are for
    private sealed record Record(int A, int B, int C, int D, int E, int F, int G, int H);

    private static class Samples
    {
        public static int Eight(int a, int b, int c, int d, int e, int f, int g, int h) => a;

        public static int Seven(int a, int b, int c, int d, int e, int f, int g)
        {
            return Local(1, 2, 3, 4, 5, 6, 7, 8) + Other(1, 2, 3, 4, 5, 6, 7);

            static int Local(int a, int b, int c, int d, int e, int f, int g, int h) => a;

            int Other(int p, int q, int r, int s, int t, int u, int v) => a + b + p;
        }
    }
}
