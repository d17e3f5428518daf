using System.Text.Json;
using SoilBeta.Rasters;
using SoilBeta.Reports.Data;

namespace SoilBeta.Reports.Maps;

/// <summary>The one rule of the hatching in every picture and in the viewer: cells whose pattern a reader should not use.</summary>
/// <remarks>
/// A cell of an ecosystem is hatched if it is outside the area of applicability, if the model that made the map has no skill beyond a constant there, or if the interval of 20–100 cm is wider
/// than its mean. The reasons are those of the cell, so all carbon layers, their bounds and U are hatched alike; maps of β are judged by the skill for β. Where ecosystems share a cell it is hatched
/// if that holds for more than half of their area.
/// </remarks>
internal sealed class DoNotRead(StudyOutputs outputs, Func<string, int, float[]> read, Func<string, float[]> fraction)
{
    /// <summary>U above which the interval is wider than the mean.</summary>
    public const float WideInterval = 1;

    /// <summary>The rule in words, for captions and legends.</summary>
    public const string Words = "Hatched (do not read): outside the area of applicability, or the model has no skill beyond a constant, or the interval of 20–100 cm is wider than its mean (U > 1); in shared cells, if that holds for more than half of the area.";

    private const int UBand = 4;

    private readonly Dictionary<(string Code, bool Beta), bool[]?> _marks = [];

    /// <summary>Marks of the cells of an ecosystem's or <c>ALL</c>'s maps; null where nothing is known that would hatch a cell.</summary>
    /// <param name="code">Ecosystem, or <c>ALL</c>.</param>
    /// <param name="beta">Whether the map is one of β.</param>
    public bool[]? Of(string code, bool beta)
    {
        if (!_marks.TryGetValue((code, beta), out bool[]? marks))
            _marks[(code, beta)] = marks = code == "ALL" ? All(beta) : Own(code, beta);
        return marks;
    }

    /// <summary>Whether an ecosystem's model has no skill beyond a constant: for β, or for the density of 20–100 cm; false where it is unknown.</summary>
    public static bool HasNoSkill(StudyOutputs outputs, string code, bool beta)
    {
        JsonElement? ecosystem = ModelNames.Ecosystem(outputs, code);
        return (ecosystem.At(beta ? "hasSkill" : "hasSubsoilSkill") ?? ecosystem.At("hasSkill")) is { ValueKind: JsonValueKind.False };
    }

    private bool[]? Own(string code, bool beta)
    {
        string density = outputs.Folder.Map($"{code}_{outputs.Main.Suffix}"), applicability = outputs.Folder.Map($"{code}_{StudyOutputs.Applicability}");
        bool skilless = HasNoSkill(outputs, code, beta);
        if (!File.Exists(density))
            return null;
        float[] widths = read(density, UBand);
        float[]? inside = File.Exists(applicability) ? read(applicability, 2) : null;
        bool[] marks = new bool[widths.Length];
        for (int i = 0; i < marks.Length; i++)
            marks[i] = float.IsFinite(widths[i]) && (skilless || widths[i] > WideInterval || (inside is not null && inside[i] == 0));
        return marks;
    }

    private bool[]? All(bool beta)
    {
        float[]? doubtful = null, known = null;
        foreach (var ecosystem in outputs.Study.Ecosystems)
        {
            if (Of(ecosystem.Code, beta) is not { } own)
                continue;
            float[] share = fraction(StackLayerNames.Fraction(ecosystem.Code));
            doubtful ??= new float[own.Length];
            known ??= new float[own.Length];
            for (int i = 0; i < own.Length; i++)
            {
                float area = share[i] > 0 ? share[i] : 0;
                known[i] += area;
                doubtful[i] += own[i] ? area : 0;
            }
        }
        return doubtful is null ? null : [.. doubtful.Select((area, i) => area > known![i] / 2 && area > 0)];
    }
}
