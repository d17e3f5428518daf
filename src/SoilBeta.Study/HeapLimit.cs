namespace SoilBeta.Studies;

/// <summary>Limit of the managed heap, set as a run goes on: what the collector cannot keep to is an error, not more memory.</summary>
public class HeapLimit
{
    /// <summary>None, for a program that does other things too.</summary>
    public static HeapLimit None { get; } = new();

    /// <summary>That of this process, which does nothing else.</summary>
    public static HeapLimit OfProcess { get; } = new ProcessHeap();

    private HeapLimit() { }

    /// <summary>Says how large the heap may become, so that the collector works before and not after.</summary>
    /// <param name="bytes">Limit, bytes.</param>
    public virtual void Set(long bytes) { }

    private sealed class ProcessHeap : HeapLimit
    {
        public override void Set(long bytes)
        {
            _ = StepOptions.MachineMemory; // afterwards the limit is all that the runtime tells
            AppContext.SetData("GCHeapHardLimit", (ulong)bytes);
            try
            {
                GC.RefreshMemoryLimit();
            }
            catch (InvalidOperationException)
            {
                // More is in use already: once what is not needed any more is gone, it fits.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                try
                {
                    GC.RefreshMemoryLimit();
                }
                catch (InvalidOperationException)
                {
                    // The limit before stays; a study whose needs exceed it was refused already.
                }
            }
        }
    }
}
