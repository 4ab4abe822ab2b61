using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpikeDistill.Tensors.Lanes;

/// <summary>A kernel written once over the number of lanes; what it works on are its fields.</summary>
internal interface ILaneKernel
{
    /// <summary>Runs the elements [start, end), or whatever the two mean to the kernel's driver.</summary>
    void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>;
}

/// <summary>The one place where a number of lanes becomes a type.</summary>
internal static class LaneDispatch
{
    /// <summary>The most lanes this processor has registers for: 16, 8, 4 or 1.</summary>
    public static int Widest => Vector512.IsHardwareAccelerated ? 16 : Vector256.IsHardwareAccelerated ? 8 : Vector128.IsHardwareAccelerated ? 4 : 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TKernel>(int lanes, TKernel kernel, long start, long end)
        where TKernel : struct, ILaneKernel
    {
        switch (lanes)
        {
            case 16:
                kernel.Run<Lanes16>(start, end);
                break;
            case 8:
                kernel.Run<Lanes8>(start, end);
                break;
            case 4:
                kernel.Run<Lanes4>(start, end);
                break;
            default:
                kernel.Run<Lanes1>(start, end);
                break;
        }
    }
}
