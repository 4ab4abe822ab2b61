using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>y[o, k, i] = factor · x[o, i] for every k: what <see cref="AxisSum"/> does, transposed.</summary>
internal static unsafe class AxisRepeat
{
    public static void Run(Workers workers, Tensor x, Tensor y, long outer, long length, float factor)
    {
        if (outer > 0)
        {
            long columns = x.Shape.Count / outer;
            Rows.For(workers, outer, columns, new Kernel(x.Floats, y.Floats, length, columns, factor), length);
        }
    }

    private readonly struct Kernel(float* x, float* y, long length, long columns, float factor) : IRowKernel
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
                        (TLanes.Load(x + (row * columns) + c) * scale).Store(to + c);
                    }
                }
            }
        }
    }
}
