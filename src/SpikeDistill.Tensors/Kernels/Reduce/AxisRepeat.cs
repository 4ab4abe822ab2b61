using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>y[o, k, i] = factor · x[o, i] for every k, or that added to y: what <see cref="AxisSum"/> does, transposed.</summary>
internal static unsafe class AxisRepeat
{
    public static void Run(Workers workers, Tensor x, Tensor y, long outer, long length, float factor, bool adds = false)
    {
        if (outer == 0) return;
        long columns = x.Shape.Count / outer;
        if (columns == 1) Rows.For(workers, outer, length, new AcrossRows(x.Floats, y.Floats, length, factor, adds));
        else Rows.For(workers, outer, columns, new Kernel(x.Floats, y.Floats, length, columns, factor, adds), length);
    }

    /// <summary>Where nothing is behind the axis, so that it is a row.</summary>
    private readonly struct AcrossRows(float* x, float* y, long length, float factor, bool adds) : IRowKernel
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            for (long row = block.FirstRow; row < block.EndRow; row++)
            {
                float* to = y + (row * length);
                TLanes value = TLanes.Create(x[row] * factor);
                for (long c = block.Start; c < block.End; c += TLanes.Count) (adds ? TLanes.Load(to + c) + value : value).Store(to + c);
            }
        }
    }

    private readonly struct Kernel(float* x, float* y, long length, long columns, float factor, bool adds) : IRowKernel
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes scale = TLanes.Create(factor);
            for (long row = block.FirstRow; row < block.EndRow; row++)
            {
                for (long k = 0; k < length; k++)
                {
                    float* to = y + (((row * length) + k) * columns);
                    for (long c = block.Start; c < block.End; c += TLanes.Count)
                    {
                        TLanes value = TLanes.Load(x + (row * columns) + c) * scale;
                        (adds ? TLanes.Load(to + c) + value : value).Store(to + c);
                    }
                }
            }
        }
    }
}
