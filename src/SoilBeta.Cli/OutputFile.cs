using SoilBeta.Studies;

namespace SoilBeta.Cli;

/// <summary>The file that a verb writes with <c>--output</c>.</summary>
internal static class OutputFile
{
    /// <summary>Requires that an output replaces no input and nothing but a regular file.</summary>
    /// <param name="output">Path of the output.</param>
    /// <param name="inputs">Paths that the verb reads.</param>
    /// <exception cref="UsageException">The output would overwrite an input; nothing has been written.</exception>
    public static void Require(string output, params IEnumerable<string?> inputs)
    {
        string real = RealPath.Resolve(output);
        if (inputs.FirstOrDefault(input => !string.IsNullOrEmpty(input) && RealPath.Resolve(input).Equals(real, RealPath.Comparison)) is { } same)
            throw new UsageException($"--output {output}: this is the input {same}, which would be lost. Choose another name.");
        if (Directory.Exists(real))
            throw new UsageException($"--output {output}: this is a folder; expected the name of a file.");
        if (File.Exists(real) && !RegularFile.Is(real))
            throw new UsageException($"--output {output}: this is not a regular file, and results are written whole, to a new file of that name. Choose another name.");
    }
}
