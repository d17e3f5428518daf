using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SoilBeta.Studies;

/// <summary>Reads an untrusted YAML file with bounded memory and time: limited size and depth, one document, no anchors, aliases or tags.</summary>
internal static class YamlText
{
    /// <summary>Largest study file, bytes.</summary>
    public const int LargestFile = 1 << 20;

    private const int DeepestNesting = 12;

    /// <summary>The document's top mapping.</summary>
    /// <exception cref="InvalidDataException">The file is too large, not YAML, or uses features that a study does not need.</exception>
    public static YamlMappingNode Read(string path, string file)
    {
        string text = ReadText(path, file);
        try
        {
            int depth = 0;
            int documents = 0;
            var events = new Parser(new StringReader(text));
            while (events.MoveNext())
            {
                if (Refusal(events.Current!, ref depth, ref documents) is { } reason)
                    throw new InvalidDataException($"{file}, line {events.Current!.Start.Line}: {reason}");
            }
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode mapping
                ? mapping
                : throw new InvalidDataException($"{file} is not a study: expected keys such as 'name:', 'grid:', 'covariates:'. See docs/study-file.md.");
        }
        catch (Exception failure) when (failure is not InvalidDataException and not YamlException)
        {
            // Errors of the parser itself, such as for a key that is far too long.
            throw new InvalidDataException($"{file}: this is not valid YAML ({OneLine(failure.Message)}). Check indentation, colons and quotes.", failure);
        }
        catch (YamlException failure)
        {
            throw new InvalidDataException($"{file}, line {failure.Start.Line}: this is not valid YAML ({OneLine(failure.InnerException?.Message ?? failure.Message)}). Check indentation, colons and quotes.", failure);
        }
    }

    private static string? Refusal(ParsingEvent at, ref int depth, ref int documents)
    {
        if (at is AnchorAlias)
            return "aliases (*name) are not read in a study; write the value out.";
        if (at is NodeEvent { Anchor.IsEmpty: false })
            return "anchors (&name) are not read in a study; remove it.";
        if (at is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
            return "tags (!name) are not read in a study; remove it.";
        if (at is DocumentStart && ++documents > 1)
            return "a study is one YAML document; a second one starts here.";
        depth += at.NestingIncrease;
        return depth > DeepestNesting ? $"nested deeper than {DeepestNesting} levels." : null;
    }

    private static string ReadText(string path, string file)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"{file} is a folder; name the study file in it.");
        if (!File.Exists(path))
            throw new InvalidDataException($"{file}: there is no such file. The study file (YAML) is the verb's first argument, e.g. data-samples/study.yml.");
        using var stream = RegularFile.OpenRead(path);
        byte[] bytes = new byte[LargestFile + 1];
        int read = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (read > LargestFile)
            throw new InvalidDataException($"{file} is larger than {LargestFile >> 20} MB: that is not a study file.");
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, 0, read).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException failure)
        {
            throw new InvalidDataException($"{file} is not UTF-8 text. Save it as UTF-8.", failure);
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
