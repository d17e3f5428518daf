using System.Text.RegularExpressions;

namespace SoilBeta.Tests.Checkout;

/// <summary>Reads the sources for instructions that not every processor has: each use must be guarded by a check of the instruction set, or be in code marked <c>[Needs(…)]</c>, which may only be called with such a guard.</summary>
public partial class IntrinsicsTests
{
    [Fact]
    public void Every_use_of_a_processors_own_instructions_is_guarded()
    {
        string[] files = [.. CheckoutFolder.Sources("src")];
        var texts = files.ToDictionary(file => file, File.ReadAllLines);
        var wrong = new List<string>();
        int uses = 0;
        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (file, lines) in texts)
        {
            var methods = new HashSet<string>(StringComparer.Ordinal);
            for (int line = 0; line < lines.Length; line++)
            {
                if (lines[line].Contains("[Needs(", StringComparison.Ordinal) && Declaration(lines, line) is { Success: true } marked)
                    (marked.Groups["type"].Success ? types : methods).Add(marked.Groups["name"].Value);
            }
            Look(file, lines, Instruction(), ref uses);
            if (methods.Count > 0)
                Look(file, lines, new Regex($@"(?<!\w)({string.Join('|', methods)})\(", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)), ref uses);
        }
        types.ShouldBe(["LeafPlanes", "LeafPlanes256"], ignoreOrder: true);
        var ofTypes = new Regex($@"\b({string.Join('|', types)})\.\w+\(", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        foreach (var (file, lines) in texts)
            Look(file, lines, ofTypes, ref uses);
        uses.ShouldBeGreaterThan(60);
        wrong.ShouldBeEmpty();

        void Look(string file, string[] lines, Regex use, ref int count)
        {
            for (int line = 0; line < lines.Length; line++)
            {
                if (lines[line].TrimStart().StartsWith("//", StringComparison.Ordinal) || use.Match(lines[line]) is not { Success: true } found)
                    continue;
                count++;
                if (!IsGuarded(lines, line, found.Index))
                    wrong.Add($"{Path.GetRelativePath(CheckoutFolder.Root, file)}:{line + 1}: {lines[line].Trim()}");
            }
        }
    }

    /// <summary>Cases that the previous test must and must not report, so that it can fail.</summary>
    [Theory]
    [InlineData(false, "    void A()\n    {\n        Sse.Prefetch0(at);")]
    [InlineData(true, "    void A()\n    {\n        if (Sse.IsSupported)\n            Sse.Prefetch0(at);")]
    [InlineData(false, "    void A()\n    {\n        if (Sse.IsSupported)\n            return;\n    }\n\n    void B()\n    {\n        Sse.Prefetch0(at);")]
    [InlineData(true, "    void A()\n    {\n        if (_instructions == InstructionSet.Avx2)\n        {\n            Avx2.Shuffle(a, b);")]
    [InlineData(true, "    [Needs(InstructionSet.Avx2)]\n    [Inline]\n    int A(int a,\n        int b)\n    {\n        Avx2.Shuffle(a, b);")]
    [InlineData(true, "[Needs(InstructionSet.Avx2)]\nclass C\n{\n    int A() =>\n        Avx2.Shuffle(a, b);")]
    [InlineData(false, "class C\n{\n    int A() => Avx2.Shuffle(a, b);")]
    public void A_guard_is_a_question_before_the_use_or_a_mark(bool guarded, string text)
    {
        string[] lines = text.Split('\n');
        int line = lines.Length - 1;
        IsGuarded(lines, line, Instruction().Match(lines[line]).Index).ShouldBe(guarded);
    }

    private static bool IsGuarded(string[] lines, int line, int column)
    {
        // From the use outwards: enclosing headers are the nearest lines with less and less indentation.
        int header = line, indent = Indent(lines[line]);
        if (IsMarked(lines, line))
            return true;
        for (int above = line - 1; above >= 0; above--)
        {
            if (lines[above].Trim().Length == 0 || Indent(lines[above]) > indent || (Indent(lines[above]) == indent && lines[header].Trim() != "{"))
                continue;
            if (IsType().IsMatch(lines[above]))
                return Guard().IsMatch(string.Join('\n', lines[header..line]) + lines[line][..column]) || IsMarked(lines, above) || (Indent(lines[above]) > 0 && IsGuarded(lines, above, 0));
            (header, indent) = (above, Indent(lines[above]));
            if (IsMarked(lines, above))
                return true;
        }
        return Guard().IsMatch(string.Join('\n', lines[header..line]) + lines[line][..column]);
    }

    private static bool IsMarked(string[] lines, int header)
    {
        for (int above = header - 1; above >= 0 && lines[above].TrimStart().StartsWith('['); above--)
        {
            if (lines[above].Contains("[Needs(", StringComparison.Ordinal))
                return true;
        }
        return false;
    }

    private static Match Declaration(string[] lines, int attribute)
    {
        int line = attribute;
        while (lines[line].TrimStart().StartsWith('['))
            line++;
        return Declared().Match(lines[line]);
    }

    private static int Indent(string line) => line.Length - line.TrimStart().Length;

    [GeneratedRegex(@"\b(X86Base|X86Serialize|Sse\d*|Ssse3|Avx\w*|Fma|Gfni|Bmi[12]|Popcnt|Lzcnt|Aes|Pclmulqdq|AdvSimd|ArmBase|Crc32|Dp|Sve\d?)\.(?!IsSupported)((VL|V256|V512|X64|Arm64)\.)?(?!IsSupported)\w+\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Instruction();

    [GeneratedRegex(@"IsSupported|InstructionSet\.Avx|\b_vectors\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Guard();

    [GeneratedRegex(@"^\s*((public|internal|private|protected|static|sealed|abstract|readonly|ref|unsafe|partial|file) )*(class|struct|record|interface)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsType();

    [GeneratedRegex(@"((?<type>class|struct) (?<name>\w+))|((?<name>\w+)\()", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Declared();
}
