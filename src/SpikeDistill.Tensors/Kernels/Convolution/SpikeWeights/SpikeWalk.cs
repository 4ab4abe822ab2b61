using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>
/// Walks the lists of spikes, or of what counts are not 0. An entry adds one vector of gradients, times its count, to each of
/// some accumulators, which stay in registers along a channel's list: with eight or nine of them the loads of gradients, two
/// in a cycle, are the limit.
/// </summary>
internal static unsafe class SpikeWalk<TLanes, TValues>
    where TLanes : struct, ILanes<TLanes>
    where TValues : struct, IListValues
{
    /// <summary>Adds the gradients at every listed position, list after list.</summary>
    /// <param name="list">Positions, in vectors.</param>
    /// <param name="values">What is listed there.</param>
    /// <param name="starts">Where each channel's positions begin; one more at the end.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="streams">Where each stream's position 0 lies.</param>
    /// <param name="count">Streams: 9, 8, 4, 2 or 1.</param>
    /// <param name="sums">[channel][stream][lane].</param>
    public static void Run(ushort* list, TValues values, int* starts, int channels, float** streams, int count, float* sums)
    {
        switch (count)
        {
            case 9:
                Nine(list, values, starts, channels, streams, sums);
                break;
            case 8:
                Eight(list, values, starts, channels, streams, sums);
                break;
            case 4:
                Four(list, values, starts, channels, streams, sums);
                break;
            case 2:
                Two(list, values, starts, channels, streams, sums);
                break;
            default:
                One(list, values, starts, channels, streams[0], sums);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Nine(ushort* list, TValues values, int* starts, int channels, float** streams, float* sums)
    {
        float* p0 = streams[0], p1 = streams[1], p2 = streams[2], p3 = streams[3], p4 = streams[4];
        float* p5 = streams[5], p6 = streams[6], p7 = streams[7], p8 = streams[8];
        ushort* at = list + starts[0];
        for (int c = 1; c <= channels; c++, sums += 9 * TLanes.Count)
        {
            TLanes a0 = TLanes.Load(sums);
            TLanes a1 = TLanes.Load(sums + TLanes.Count);
            TLanes a2 = TLanes.Load(sums + (2 * TLanes.Count));
            TLanes a3 = TLanes.Load(sums + (3 * TLanes.Count));
            TLanes a4 = TLanes.Load(sums + (4 * TLanes.Count));
            TLanes a5 = TLanes.Load(sums + (5 * TLanes.Count));
            TLanes a6 = TLanes.Load(sums + (6 * TLanes.Count));
            TLanes a7 = TLanes.Load(sums + (7 * TLanes.Count));
            TLanes a8 = TLanes.Load(sums + (8 * TLanes.Count));
            for (ushort* end = list + starts[c]; at < end; at++)
            {
                nint i = *at * TLanes.Count;
                TLanes value = values.At<TLanes>((nint)(at - list));
                a0 = TValues.Add(a0, value, p0 + i);
                a1 = TValues.Add(a1, value, p1 + i);
                a2 = TValues.Add(a2, value, p2 + i);
                a3 = TValues.Add(a3, value, p3 + i);
                a4 = TValues.Add(a4, value, p4 + i);
                a5 = TValues.Add(a5, value, p5 + i);
                a6 = TValues.Add(a6, value, p6 + i);
                a7 = TValues.Add(a7, value, p7 + i);
                a8 = TValues.Add(a8, value, p8 + i);
            }

            a0.Store(sums);
            a1.Store(sums + TLanes.Count);
            a2.Store(sums + (2 * TLanes.Count));
            a3.Store(sums + (3 * TLanes.Count));
            a4.Store(sums + (4 * TLanes.Count));
            a5.Store(sums + (5 * TLanes.Count));
            a6.Store(sums + (6 * TLanes.Count));
            a7.Store(sums + (7 * TLanes.Count));
            a8.Store(sums + (8 * TLanes.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Eight(ushort* list, TValues values, int* starts, int channels, float** streams, float* sums)
    {
        float* p0 = streams[0], p1 = streams[1], p2 = streams[2], p3 = streams[3], p4 = streams[4], p5 = streams[5], p6 = streams[6], p7 = streams[7];
        ushort* at = list + starts[0];
        for (int c = 1; c <= channels; c++, sums += 8 * TLanes.Count)
        {
            TLanes a0 = TLanes.Load(sums);
            TLanes a1 = TLanes.Load(sums + TLanes.Count);
            TLanes a2 = TLanes.Load(sums + (2 * TLanes.Count));
            TLanes a3 = TLanes.Load(sums + (3 * TLanes.Count));
            TLanes a4 = TLanes.Load(sums + (4 * TLanes.Count));
            TLanes a5 = TLanes.Load(sums + (5 * TLanes.Count));
            TLanes a6 = TLanes.Load(sums + (6 * TLanes.Count));
            TLanes a7 = TLanes.Load(sums + (7 * TLanes.Count));
            for (ushort* end = list + starts[c]; at < end; at++)
            {
                nint i = *at * TLanes.Count;
                TLanes value = values.At<TLanes>((nint)(at - list));
                a0 = TValues.Add(a0, value, p0 + i);
                a1 = TValues.Add(a1, value, p1 + i);
                a2 = TValues.Add(a2, value, p2 + i);
                a3 = TValues.Add(a3, value, p3 + i);
                a4 = TValues.Add(a4, value, p4 + i);
                a5 = TValues.Add(a5, value, p5 + i);
                a6 = TValues.Add(a6, value, p6 + i);
                a7 = TValues.Add(a7, value, p7 + i);
            }

            a0.Store(sums);
            a1.Store(sums + TLanes.Count);
            a2.Store(sums + (2 * TLanes.Count));
            a3.Store(sums + (3 * TLanes.Count));
            a4.Store(sums + (4 * TLanes.Count));
            a5.Store(sums + (5 * TLanes.Count));
            a6.Store(sums + (6 * TLanes.Count));
            a7.Store(sums + (7 * TLanes.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Four(ushort* list, TValues values, int* starts, int channels, float** streams, float* sums)
    {
        float* p0 = streams[0], p1 = streams[1], p2 = streams[2], p3 = streams[3];
        ushort* at = list + starts[0];
        for (int c = 1; c <= channels; c++, sums += 4 * TLanes.Count)
        {
            TLanes a0 = TLanes.Load(sums);
            TLanes a1 = TLanes.Load(sums + TLanes.Count);
            TLanes a2 = TLanes.Load(sums + (2 * TLanes.Count));
            TLanes a3 = TLanes.Load(sums + (3 * TLanes.Count));
            for (ushort* end = list + starts[c]; at < end; at++)
            {
                nint i = *at * TLanes.Count;
                TLanes value = values.At<TLanes>((nint)(at - list));
                a0 = TValues.Add(a0, value, p0 + i);
                a1 = TValues.Add(a1, value, p1 + i);
                a2 = TValues.Add(a2, value, p2 + i);
                a3 = TValues.Add(a3, value, p3 + i);
            }

            a0.Store(sums);
            a1.Store(sums + TLanes.Count);
            a2.Store(sums + (2 * TLanes.Count));
            a3.Store(sums + (3 * TLanes.Count));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two(ushort* list, TValues values, int* starts, int channels, float** streams, float* sums)
    {
        float* p0 = streams[0], p1 = streams[1];
        ushort* at = list + starts[0];
        for (int c = 1; c <= channels; c++, sums += 2 * TLanes.Count)
        {
            TLanes a0 = TLanes.Load(sums);
            TLanes a1 = TLanes.Load(sums + TLanes.Count);
            for (ushort* end = list + starts[c]; at < end; at++)
            {
                nint i = *at * TLanes.Count;
                TLanes value = values.At<TLanes>((nint)(at - list));
                a0 = TValues.Add(a0, value, p0 + i);
                a1 = TValues.Add(a1, value, p1 + i);
            }

            a0.Store(sums);
            a1.Store(sums + TLanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One(ushort* list, TValues values, int* starts, int channels, float* stream, float* sums)
    {
        ushort* at = list + starts[0];
        for (int c = 1; c <= channels; c++, sums += TLanes.Count)
        {
            TLanes a0 = TLanes.Load(sums);
            for (ushort* end = list + starts[c]; at < end; at++)
            {
                nint i = *at * TLanes.Count;
                TLanes value = values.At<TLanes>((nint)(at - list));
                a0 = TValues.Add(a0, value, stream + i);
            }

            a0.Store(sums);
        }
    }
}
