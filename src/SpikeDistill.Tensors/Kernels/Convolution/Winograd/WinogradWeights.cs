using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Convolution.Winograd;

/// <summary>Transformed weights: [panel of two vectors of outputs][product][source channel][output of the panel], zeros past the last output.</summary>
internal readonly unsafe struct WinogradWeights(WinogradPlan plan, int vector, float* memory)
{
    private const int Taps = 9;

    public int Panels => plan.TargetChannels.Chunks(2 * vector);

    public long Floats => (long)Panels * WinogradPlan.Products * ProductFloats;

    // The odd line keeps a weight's products out of each other's cache sets.
    private long ProductFloats => ((long)plan.SourceChannels * 2 * vector) + HaloLayout.BlockChannels;

    public float* At(int panel, int product) => memory + (((panel * (long)WinogradPlan.Products) + product) * ProductFloats);

    /// <summary>Transforms the weights of one panel and some source channels.</summary>
    public void Transform<TLanes>(int panel, int firstChannel, int channels, float* weights, in WeightStrides strides)
        where TLanes : struct, ILanes<TLanes>
    {
        int width = 2 * TLanes.Count, present = Math.Min(width, plan.TargetChannels - (panel * width));
        float* gathered = stackalloc float[Taps * 2 * TLanes.Count];
        new Span<float>(gathered, Taps * width).Clear();
        for (int c = firstChannel; c < firstChannel + channels; c++)
        {
            float* from = weights + (c * strides.Source) + ((long)panel * width * strides.Target);
            for (int k = 0; k < present; k++, from += strides.Target)
            {
                for (int tap = 0; tap < Taps; tap++) gathered[(tap * width) + k] = from[(plan.Flips ? Taps - 1 - tap : tap) * strides.Tap];
            }

            float* to = At(panel, 0) + (c * width);
            Vector<TLanes>(gathered, to, (nint)ProductFloats);
            Vector<TLanes>(gathered + TLanes.Count, to + TLanes.Count, (nint)ProductFloats);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Vector<TLanes>(float* taps, float* to, nint stride)
        where TLanes : struct, ILanes<TLanes>
    {
        int width = 2 * TLanes.Count;
        float* rows = stackalloc float[WinogradPlan.Reads * 3 * TLanes.Count];
        for (int j = 0; j < 3; j++)
        {
            WinogradTransform<TLanes>.Weights(
                TLanes.Load(taps + (j * width)), TLanes.Load(taps + ((j + 3) * width)), TLanes.Load(taps + ((j + 6) * width)),
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
