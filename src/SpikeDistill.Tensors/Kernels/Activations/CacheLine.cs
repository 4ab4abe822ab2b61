using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>Hints to the caches. A walk jumps from step to step, and each jump is a stream that the processor has to find anew.</summary>
internal static unsafe class CacheLine
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(void* line)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(line);
        }
    }
}
