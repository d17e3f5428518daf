namespace SoilBeta.Forests;

/// <summary>Finds a value among a column's thresholds in a step or two: the range is divided into equal buckets, each with the index of its first threshold.</summary>
internal sealed class ThresholdGrid
{
    private const int ThresholdsPerBucket = 4;

    private readonly int[] _begins; // index of its first threshold, [bucket], then the number of thresholds
    private readonly double _least;
    private readonly double _scale;

    /// <summary>Builds the buckets for ascending thresholds.</summary>
    public ThresholdGrid(double[] thresholds)
    {
        int buckets = Math.Max(1, thresholds.Length / ThresholdsPerBucket);
        _begins = new int[buckets + 1];
        _least = thresholds.Length > 0 ? thresholds[0] : 0;
        double width = thresholds.Length > 0 ? thresholds[^1] - _least : 0;
        _scale = width > 0 ? buckets / width : 0;
        int bucket = 0;
        for (int i = 0; i < thresholds.Length; i++)
        {
            for (int own = Bucket(thresholds[i]); bucket < own;)
                _begins[++bucket] = i;
        }
        while (bucket < buckets)
            _begins[++bucket] = thresholds.Length;
    }

    /// <summary>Range of positions of the first threshold ≥ <paramref name="value"/>. Rounding is harmless: the bucket never decreases as the value rises.</summary>
    public void Around(double value, out int least, out int most)
    {
        int bucket = Bucket(value);
        (least, most) = (_begins[bucket], _begins[bucket + 1]);
    }

    private int Bucket(double value) => (int)Math.Clamp((value - _least) * _scale, 0, _begins.Length - 2);
}
