using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Winograd;

/// <summary>Transformed weights of a panel of two vectors of outputs: [product][source channel][output of the panel], zeros past the last output.</summary>
internal readonly unsafe struct WinogradWeights(WinogradPlan plan, int vector)
{
    private const int Taps = 9;

    public int Panels => plan.TargetChannels.Chunks(2 * vector);

    /// <summary>Floats from one product to the next; the odd line keeps them out of each other's cache sets.</summary>
    public int ProductStride => (plan.SourceChannels * 2 * vector) + HaloLayout.BlockChannels;

    public long PanelFloats => (long)WinogradPlan.Products * ProductStride;

    /// <summary>Transforms the weights of one panel and one block of source channels.</summary>
    [SkipLocalsInit]
    public void Transform<TLanes>(int panel, int block, float* weights, in WeightStrides strides, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        const int Channels = HaloLayout.BlockChannels;
        int width = 2 * TLanes.Count, valid = Math.Min(width, plan.TargetChannels - (panel * width));
        float* taps = stackalloc float[Taps * Channels * 2 * TLanes.Count];
        if (valid < width) new Span<float>(taps, Taps * Channels * width).Clear();
        float* from = weights + (block * Channels * strides.Source) + ((long)panel * width * strides.Target);
        Gather(from, strides, width, valid, taps);
        to += block * Channels * width;
        for (int i = 0; i < Channels * width; i += TLanes.Count) Vector<TLanes>(taps + i, Channels * width, to + i, ProductStride);
    }

    /// <summary>
    /// Copies the weights of 16 channels in the order [tap][channel][output]. An output's taps lie side by side: four outputs at a
    /// time are turned in registers.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(float* from, in WeightStrides strides, int width, int valid, float* to)
    {
        nint channel = (nint)strides.Source, output = (nint)strides.Target, tap = HaloLayout.BlockChannels * width;
        if (plan.Flips)
        {
            to += (Taps - 1) * tap;
            tap = -tap;
        }

        int k = 0;
        for (; Sse.IsSupported && k + 4 <= valid; k += 4)
        {
            float* a = from + (k * output), target = to + k;
            for (int c = 0; c < HaloLayout.BlockChannels; c++, a += channel, target += width)
            {
                float* b = a + output, d = b + output, e = d + output;
                Turn(a, b, d, e, target, tap);
                Turn(a + 4, b + 4, d + 4, e + 4, target + (4 * tap), tap);
                Vector128.Create(a[8], b[8], d[8], e[8]).Store(target + (8 * tap));
            }
        }

        for (; k < valid; k++)
        {
            for (int c = 0; c < HaloLayout.BlockChannels; c++)
            {
                for (int i = 0; i < Taps; i++) to[(i * tap) + (c * width) + k] = from[(c * channel) + (k * output) + i];
            }
        }
    }

    /// <summary>Four rows of four become four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Turn(float* a, float* b, float* c, float* d, float* to, nint stride)
    {
        Vector128<float> a0 = Vector128.Load(a), b0 = Vector128.Load(b), c0 = Vector128.Load(c), d0 = Vector128.Load(d);
        Vector128<float> low = Sse.UnpackLow(a0, b0), high = Sse.UnpackHigh(a0, b0), low2 = Sse.UnpackLow(c0, d0), high2 = Sse.UnpackHigh(c0, d0);
        Sse.MoveLowToHigh(low, low2).Store(to);
        Sse.MoveHighToLow(low2, low).Store(to + stride);
        Sse.MoveLowToHigh(high, high2).Store(to + (2 * stride));
        Sse.MoveHighToLow(high2, high).Store(to + (3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private static void Vector<TLanes>(float* taps, nint tapStride, float* to, nint stride)
        where TLanes : struct, ILanes<TLanes>
    {
        float* rows = stackalloc float[WinogradPlan.Reads * 3 * TLanes.Count];
        for (int j = 0; j < 3; j++)
        {
            WinogradTransform<TLanes>.Weights(
                TLanes.Load(taps + (j * tapStride)), TLanes.Load(taps + ((j + 3) * tapStride)), TLanes.Load(taps + ((j + 6) * tapStride)),
                out TLanes t0, out TLanes t1, out TLanes t2, out TLanes t3, out TLanes t4, out TLanes t5);
            float* column = rows + (j * TLanes.Count);
            t0.Store(column);
            t1.Store(column + (3 * TLanes.Count));
            t2.Store(column + (6 * TLanes.Count));
            t3.Store(column + (9 * TLanes.Count));
            t4.Store(column + (12 * TLanes.Count));
            t5.Store(column + (15 * TLanes.Count));
        }

        for (int i = 0; i < WinogradPlan.Reads; i++, rows += 3 * TLanes.Count, to += WinogradPlan.Reads * stride)
        {
            WinogradTransform<TLanes>.Weights(
                TLanes.Load(rows), TLanes.Load(rows + TLanes.Count), TLanes.Load(rows + (2 * TLanes.Count)),
                out TLanes u0, out TLanes u1, out TLanes u2, out TLanes u3, out TLanes u4, out TLanes u5);
            u0.Store(to);
            u1.Store(to + stride);
            u2.Store(to + (2 * stride));
            u3.Store(to + (3 * stride));
            u4.Store(to + (4 * stride));
            u5.Store(to + (5 * stride));
        }
    }
}
