namespace SoilBeta.Studies;

/// <summary>Limit of the managed heap, adjusted during a run: beyond it allocation fails instead of taking more memory.</summary>
public class HeapLimit
{
    /// <summary>No limit, for processes that do other work too.</summary>
    public static HeapLimit None { get; } = new();

    /// <summary>Limits this process, which must do no other work.</summary>
    public static HeapLimit OfProcess { get; } = new ProcessHeap();

    private HeapLimit() { }

    /// <summary>Sets the largest size of the heap, so that the collector runs before it is reached.</summary>
    /// <param name="bytes">Limit, bytes.</param>
    public virtual void Set(long bytes) { }

    private sealed class ProcessHeap : HeapLimit
    {
        public override void Set(long bytes)
        {
            _ = StepOptions.MachineMemory; // before the limit is set, after which the runtime reports only the limit
            AppContext.SetData("GCHeapHardLimit", (ulong)bytes);
            try
            {
                GC.RefreshMemoryLimit();
            }
            catch (InvalidOperationException)
            {
                // More is in use already, but a collection may free enough.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                try
                {
                    GC.RefreshMemoryLimit();
                }
                catch (InvalidOperationException)
                {
                    // The previous limit stays; a study that needs more has been rejected already.
                }
            }
        }
    }
}
