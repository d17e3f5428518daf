using SoilBeta.Numerics;

namespace SoilBeta.Devices.Host;

/// <summary>Computes the perturbed covariates of a cell's draws.</summary>
internal sealed class CellDraws
{
    private readonly RunPlan _plan;
    private readonly int[] _drawOfLane;
    private readonly float[]? _normals;

    /// <summary>Prepares the draws of a plan in the order of its lanes.</summary>
    public CellDraws(RunPlan plan, RealisationOrder order)
    {
        _plan = plan;
        _drawOfLane = order.DrawOfLane;
        if (plan.Draws.Table is not float[] table)
            return;
        int draws = plan.Draws.Count;
        _normals = new float[table.Length];
        for (int variable = 0; variable < plan.Variables; variable++)
        {
            for (int lane = 0; lane < draws; lane++)
                _normals[(variable * draws) + lane] = table[(variable * draws) + _drawOfLane[lane]];
        }
    }

    /// <summary>Standard normals of a draw key in all lanes, [variable][lane]; for common draws a table shared by all keys.</summary>
    public float[] Normals(long drawKey, float[] buffer) => Normals(drawKey, buffer, 0, _drawOfLane.Length);

    /// <summary>Standard normals of a draw key in some of the lanes, [variable][lane].</summary>
    /// <param name="drawKey">The key.</param>
    /// <param name="buffer">Buffer for normals that are not shared.</param>
    /// <param name="firstLane">First lane.</param>
    /// <param name="lanes">Number of lanes.</param>
    public float[] Normals(long drawKey, float[] buffer, int firstLane, int lanes)
    {
        if (_normals is not null)
            return _normals;
        int draws = _drawOfLane.Length;
        int variables = _plan.Variables;
        float[] quantiles = _plan.Draws.Quantiles!;
        for (int four = 0; 4 * four < variables; four++)
        {
            for (int lane = firstLane; lane < firstLane + lanes; lane++)
            {
                PhiloxWords words = Philox4x32.ForDraw(drawKey, _drawOfLane[lane], four, _plan.Draws.Seed);
                for (int word = 0; word < 4 && (4 * four) + word < variables; word++)
                    buffer[(((4 * four) + word) * draws) + lane] = quantiles[words[word] >> 16];
            }
        }
        return buffer;
    }

    /// <summary>x′ of one variable in every lane.</summary>
    public static void Perturb(Perturbation rule, float x, ReadOnlySpan<float> normals, Span<float> lanes)
    {
        float sd = rule.StandardDeviation(x);
        for (int lane = 0; lane < lanes.Length; lane++)
            lanes[lane] = PerturbedValue.Draw(x, sd, normals[lane], rule.Lower, rule.Upper);
    }
}
