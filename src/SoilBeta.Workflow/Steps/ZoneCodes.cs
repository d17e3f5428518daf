using System.Globalization;

namespace SoilBeta.Workflow.Steps;

/// <summary>Zone codes in the stack's float32: unchanged, or, where one is too large for that, their ranks from 1.</summary>
internal sealed class ZoneCodes
{
    private const int LargestSingle = 1 << 24;

    private readonly Dictionary<double, float> _inStack = [];

    /// <summary>Maps the codes of a raster.</summary>
    /// <param name="codes">The codes, ascending.</param>
    /// <param name="names">Names by code; codes without a name are named by number.</param>
    public ZoneCodes(SortedSet<long> codes, IReadOnlyDictionary<int, string> names)
    {
        bool fit = codes.All(code => Math.Abs(code) < LargestSingle);
        foreach (long code in codes)
        {
            int inStack = fit ? (int)code : _inStack.Count + 1;
            _inStack[code] = inStack;
            string number = code.ToString(CultureInfo.InvariantCulture);
            Names[inStack] = code is >= int.MinValue and <= int.MaxValue ? names.GetValueOrDefault((int)code, number) : number;
        }
    }

    /// <summary>Names by the codes of the stack.</summary>
    public SortedDictionary<int, string> Names { get; } = [];

    /// <summary>Code in the stack for a code of the raster; NaN for none.</summary>
    public float Of(double code) => double.IsNaN(code) ? float.NaN : _inStack[code];
}
