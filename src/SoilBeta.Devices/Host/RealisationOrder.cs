using SoilBeta.Numerics;

namespace SoilBeta.Devices.Host;

/// <summary>Order of a cell's realisations on this device: those of one refit are contiguous, so that its forest is traversed once for all of them.</summary>
internal sealed class RealisationOrder
{
    /// <summary>Computes the order for a plan.</summary>
    public RealisationOrder(RunPlan plan)
    {
        int draws = plan.Draws.Count;
        int refits = plan.Forests.Refits.Count;
        DrawOfLane = new int[draws];
        Realisation = new int[(int)plan.Realisations];
        var segments = new List<Segment>(refits);
        if (plan.Refits == RefitMode.Cycled)
        {
            int lane = 0;
            for (int refit = 0; refit < refits && refit < draws; refit++)
            {
                int first = lane;
                for (int draw = refit; draw < draws; draw += refits)
                    DrawOfLane[lane++] = draw;
                segments.Add(new Segment(refit, first, lane - first, first));
            }
            DrawOfLane.CopyTo(Realisation, 0);
        }
        else
        {
            for (int lane = 0; lane < draws; lane++)
                DrawOfLane[lane] = lane;
            for (int refit = 0; refit < refits; refit++)
            {
                segments.Add(new Segment(refit, 0, draws, refit * draws));
                for (int lane = 0; lane < draws; lane++)
                    Realisation[(refit * draws) + lane] = (lane * refits) + refit;
            }
        }
        Segments = [.. segments];
    }

    /// <summary>Draw of each of a cell's lanes, [lane].</summary>
    public int[] DrawOfLane { get; }

    /// <summary>Realisation of the contract for each sum in the order of this device, [sum].</summary>
    public int[] Realisation { get; }

    /// <summary>Lanes that each forest evaluates.</summary>
    public Segment[] Segments { get; }

    /// <summary>Contiguous lanes of one refit, and their sums.</summary>
    /// <param name="Refit">Index of the forest.</param>
    /// <param name="FirstLane">First lane.</param>
    /// <param name="Lanes">Number of lanes.</param>
    /// <param name="FirstSum">Position of the first lane's sum.</param>
    internal readonly record struct Segment(int Refit, int FirstLane, int Lanes, int FirstSum);
}
