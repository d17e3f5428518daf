using SoilBeta.Tests.Rasters;
using SoilBeta.Studies;
using SoilBeta.Workflow.Runs;

namespace SoilBeta.Tests.Workflow.Runs;

/// <summary>State that an ended run leaves for the next: a lock that blocks no one, and a ledger that names the changes.</summary>
public sealed class ResumeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly OutputFolder _output;

    public ResumeTests()
    {
        _output = new OutputFolder(_folder["out"]);
        Directory.CreateDirectory(_output.Work);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("1 on elsewhere")]
    [InlineData("999999999")]
    [InlineData("../../etc/passwd\u001b[31m")]
    [InlineData("")]
    public void A_lock_of_a_killed_run_is_taken_over_whoever_has_its_process_id_now(string owner)
    {
        File.WriteAllText(_output.Lock, "");
        File.WriteAllText(_output.Lock + ".pid", owner);
        using var held = OutputLock.Take(_output);
        string refusal = Should.Throw<InvalidDataException>(() => OutputLock.Take(_output)).Message;
        refusal.ShouldContain($"process {Environment.ProcessId}");
    }

    [Fact]
    public void An_owner_that_is_no_process_id_is_not_repeated()
    {
        using var held = OutputLock.Take(_output);
        File.WriteAllText(_output.Lock + ".pid", "1; rm -rf /\u001b[31m");
        Should.Throw<InvalidDataException>(() => OutputLock.Take(_output)).Message.ShouldContain("process unknown");
    }

    [Fact]
    public void Another_build_of_the_program_is_noticed_and_said()
    {
        File.WriteAllText(_output.Profiles, "profiles");
        new StepLedger(_output, new FileChecksums(TestGdal.Session, _output)).Record("profiles", new StepInputs().With("the stack", "1"), [_output.Profiles], 1);
        new StepLedger(_output, new FileChecksums(TestGdal.Session, _output)).WhyNotCurrent("profiles", new StepInputs().With("the stack", "1")).ShouldBeNull();
        string state = File.ReadAllText(_output.State);
        string program = new StepInputs().Parts["the program"];
        state.ShouldContain(program);
        File.WriteAllText(_output.State, state.Replace(program, "0.0.9 another", StringComparison.Ordinal));
        new StepLedger(_output, new FileChecksums(TestGdal.Session, _output)).WhyNotCurrent("profiles", new StepInputs().With("the stack", "2")).ShouldBe("the program and the stack changed");
    }

    [Fact]
    public void An_output_that_is_gone_or_damaged_is_named()
    {
        File.WriteAllText(_output.Profiles, "profiles");
        var inputs = new StepInputs();
        new StepLedger(_output, new FileChecksums(TestGdal.Session, _output)).Record("profiles", inputs, [_output.Profiles], 1);
        File.WriteAllText(_output.Profiles, "profilez");
        new StepLedger(_output, new FileChecksums(TestGdal.Session, _output)).WhyNotCurrent("profiles", inputs).ShouldBe("profiles.csv is no longer what the step wrote");
        File.Delete(_output.Profiles);
        new StepLedger(_output, new FileChecksums(TestGdal.Session, _output)).WhyNotCurrent("profiles", inputs).ShouldBe("profiles.csv is missing");
    }
}
