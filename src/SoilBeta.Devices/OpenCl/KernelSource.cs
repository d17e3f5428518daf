using System.Text;
using System.Text.RegularExpressions;

namespace SoilBeta.Devices.OpenCl;

/// <summary>The text of a kernel file with its headers included. The files of <c>kernels/opencl/</c> are embedded in this assembly, so that nothing is read from disk at run time.</summary>
/// <remarks>The environment variable <c>SOILBETA_KERNELS</c> names a folder of files to use instead, for development of the kernels.</remarks>
internal static partial class KernelSource
{
    /// <summary>Environment variable that names a folder of kernels.</summary>
    public const string FolderVariable = "SOILBETA_KERNELS";

    /// <summary>Names of all kernel files in the assembly.</summary>
    public static IEnumerable<string> Files =>
        typeof(KernelSource).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("kernels/", StringComparison.Ordinal)).Select(name => name["kernels/".Length..]).Order(StringComparer.Ordinal);

    /// <summary>Text of a file with each <c>#include</c> replaced by the header, once; <c>#line</c> preserves the positions in build logs.</summary>
    /// <exception cref="DeviceException">A file is missing.</exception>
    public static string Load(string file)
    {
        var text = new StringBuilder();
        Append(file, "the program", text, []);
        return text.ToString();
    }

    private static void Append(string file, string includedBy, StringBuilder text, HashSet<string> seen)
    {
        if (!seen.Add(file))
            return;
        text.Append($"#line 1 \"{file}\"\n");
        int number = 0;
        foreach (string line in Read(file, includedBy).Split('\n'))
        {
            number++;
            Match include = Include().Match(line);
            if (!include.Success)
            {
                text.Append(line.TrimEnd('\r')).Append('\n');
                continue;
            }
            Append(include.Groups["file"].Value, file, text, seen);
            text.Append($"#line {number + 1} \"{file}\"\n");
        }
    }

    private static string Read(string file, string includedBy)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } folder)
        {
            string path = Path.Combine(folder, file);
            return File.Exists(path) ? File.ReadAllText(path) : throw new DeviceException($"{FolderVariable} names {folder}, but {file}, needed by {includedBy}, is not there. Copy the folder kernels/opencl/ whole, or unset the variable.");
        }
        using Stream stream = typeof(KernelSource).Assembly.GetManifestResourceStream("kernels/" + file)
            ?? throw new DeviceException($"The kernel file {file}, needed by {includedBy}, is not in this program. Present: {string.Join(", ", Files)}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }

    [GeneratedRegex("""^\s*#include\s+"(?<file>[^"]+)"\s*$""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Include();
}
