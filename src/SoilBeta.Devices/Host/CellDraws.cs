using SoilBeta.Numerics;

namespace SoilBeta.Devices.Host;

/// <summary>Makes the covariates of a cell's draws.</summary>
internal sealed class CellDraws
{
    private readonly RunPlan _plan;
    private readonly int[] _drawOfLane;
    private readonly float[]? _normals;

    /// <summary>For a plan and the order of its lanes.</summary>
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

    /// <summary>Standard normals of a draw key in all lanes, [variable][lane]; for common draws a table that is the same for all.</summary>
    public float[] Normals(long drawKey, float[] buffer) => Normals(drawKey, buffer, 0, _drawOfLane.Length);

    /// <summary>Standard normals of a draw key, [variable][lane], of which only some lanes are wanted.</summary>
    /// <param name="drawKey">The key.</param>
    /// <param name="buffer">Room for them where they are not the same for all.</param>
    /// <param name="firstLane">First wanted lane.</param>
    /// <param name="lanes">Wanted lanes.</param>
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
