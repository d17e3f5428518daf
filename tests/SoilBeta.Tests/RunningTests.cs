using System.Reflection;
using Xunit.v3;

[assembly: SoilBeta.Tests.RunningTests]

namespace SoilBeta.Tests;

/// <summary>
/// Writes a line when a test begins and one when it ends to the file that SOILBETA_TEST_LOG names,
/// so that run.sh can say which tests were running when the test process died.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class RunningTestsAttribute : BeforeAfterTestAttribute
{
    private static readonly StreamWriter? Log = Environment.GetEnvironmentVariable("SOILBETA_TEST_LOG") is { Length: > 0 } path ? new StreamWriter(path, append: true) { AutoFlush = true } : null;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Write("begins", test);

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Write("ends", test);

    private static void Write(string what, IXunitTest test)
    {
        if (Log is null)
            return;
        lock (Log)
            Log.WriteLine($"{what} {test.TestDisplayName.ReplaceLineEndings(" ")}");
    }
}
