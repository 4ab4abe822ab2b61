using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>Two vectors of outputs. Indices are fetched eight at a time, one fetch ahead: one by one, each addition waits for its index.</summary>
internal readonly unsafe struct ForwardWalk2<TLanes, TEntries> : IForwardWalk<TEntries>
    where TLanes : struct, ILanes<TLanes>
    where TEntries : struct, IListEntries
{
    public static int Vectors => 2;

    private static int Width => Vectors * TLanes.Count;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        float* weights, byte* indices, TEntries entries, ForwardList* order, ForwardList* end, float* from, nint fromStride, float* to, nint toStride,
        bool fetches)
    {
        TEntries valuesA = entries, valuesB = entries;
        byte* listA = indices + order[0].Start, listB = indices + order[1].Start;
        ulong left = *(ulong*)listA, right = *(ulong*)listB;
        while (order < end)
        {
            nint pixelA = order[0].Pixel, pixelB = order[1].Pixel;
            if (fetches && Sse.IsSupported)
            {
                Fetch(to + (order[ForwardLists.Ahead].Pixel * toStride));
                Fetch(to + (order[ForwardLists.Ahead + 1].Pixel * toStride));
            }

            int both = order[0].Length, more = order[1].Length - both;
            byte* rest = listB + both;
            order += 2;
            byte* nextA = indices + order[0].Start, nextB = indices + order[1].Start;
            float* start = from + (pixelA * fromStride);
            TLanes a0 = TLanes.Load(start), a1 = TLanes.Load(start + TLanes.Count);
            start = from + (pixelB * fromStride);
            TLanes b0 = TLanes.Load(start), b1 = TLanes.Load(start + TLanes.Count);
            while (both > 0)
            {
                valuesA.Load((nint)(listA - indices));
                valuesB.Load((nint)(listB - indices));
                listA += sizeof(ulong);
                listB += sizeof(ulong);
                ulong nextLeft = *(ulong*)listA, nextRight = *(ulong*)listB;
                for (int i = Math.Min(both, sizeof(ulong)); i > 0; i--, left >>= 8, right >>= 8)
                {
                    float* rowA = weights + ((nint)(byte)left * Width), rowB = weights + ((nint)(byte)right * Width);
                    TLanes valueA = valuesA.Value<TLanes>(), valueB = valuesB.Value<TLanes>();
                    a0 = TEntries.Add(a0, valueA, rowA);
                    a1 = TEntries.Add(a1, valueA, rowA + TLanes.Count);
                    b0 = TEntries.Add(b0, valueB, rowB);
                    b1 = TEntries.Add(b1, valueB, rowB + TLanes.Count);
                    valuesA.Next();
                    valuesB.Next();
                }

                both -= sizeof(ulong);
                left = nextLeft;
                right = nextRight;
            }

            left = *(ulong*)nextA;
            right = *(ulong*)nextB;
            for (; more > 0; more--, rest++)
            {
                float* row = weights + ((nint)(*rest) * Width);
                valuesB.Load((nint)(rest - indices));
                TLanes value = valuesB.Value<TLanes>();
                b0 = TEntries.Add(b0, value, row);
                b1 = TEntries.Add(b1, value, row + TLanes.Count);
            }

            listA = nextA;
            listB = nextB;
            float* target = to + (pixelA * toStride);
            a0.Store(target);
            a1.Store(target + TLanes.Count);
            target = to + (pixelB * toStride);
            b0.Store(target);
            b1.Store(target + TLanes.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fetch(float* pixel)
    {
        Sse.Prefetch1(pixel);
        Sse.Prefetch1(pixel + TLanes.Count);
    }
}
