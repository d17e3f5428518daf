using SoilBeta.Rasters;
using SoilBeta.Studies;

namespace SoilBeta.Workflow.Steps;

/// <summary>Decides which values of a raster a mask keeps.</summary>
internal sealed class MaskRule
{
    private readonly Mask _mask;
    private readonly HashSet<double>? _keep, _drop;
    private readonly bool _keepsUnknown;

    /// <summary>Creates the rule of a mask for the values of a band.</summary>
    public MaskRule(Mask mask, RasterBand band)
    {
        _mask = mask;
        (_keep, _drop) = (mask.Keep?.Select(Rounded).ToHashSet(), mask.Drop?.Select(Rounded).ToHashSet());
        // A mask that only drops values keeps cells without data, unless it drops the file's own nodata value.
        _keepsUnknown = _keep is null && mask.Min is null && mask.Max is null && !band.AllNoData.Any(value => _drop?.Contains(Rounded((value * band.Scale) + band.Offset)) == true);
    }

    /// <summary>Whether the mask keeps a value (NaN for no data).</summary>
    public bool Keeps(double value)
    {
        if (double.IsNaN(value))
            return _keepsUnknown;
        double rounded = Rounded(value);
        return (_keep is null || _keep.Contains(rounded)) && (_drop is null || !_drop.Contains(rounded)) && !(rounded < _mask.Min) && !(rounded > _mask.Max);
    }

    // Integers are compared exactly, other numbers in float32, since types and scales round them.
    private static double Rounded(double value) => value == Math.Truncate(value) ? value : (float)value;
}
