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
    private const string Variable = "SOILBETA_TEST_LOG";

    private static readonly StreamWriter? Log = Open();

    public override void Before(MethodInfo methodUnderTest, IXunitTest test) => Write("begins", test);

    public override void After(MethodInfo methodUnderTest, IXunitTest test) => Write("ends", test);

    private static StreamWriter? Open()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path)
            return null;
        // Tests that start this assembly again must not write over these lines.
        Environment.SetEnvironmentVariable(Variable, null);
        return new StreamWriter(path, append: true) { AutoFlush = true };
    }

    private static void Write(string what, IXunitTest test)
    {
        if (Log is null)
            return;
        lock (Log)
            Log.WriteLine($"{what} {test.TestDisplayName.ReplaceLineEndings(" ")}");
    }
}
