using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Reduce;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The mean over a sliding window.</summary>
public static class AveragePoolOperation
{
    /// <summary>
    /// [..., H, W, C] to [..., H', W', C] with H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1: the sum over each kernel × kernel
    /// window divided by kernel², padding counted as zeros. Float32, Spikes or Counts; y is Float32.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">The images.</param>
    /// <param name="kernel">The side of the window.</param>
    /// <param name="stride">The step of the window; 0 for the window's side.</param>
    /// <param name="padding">Pixels of zeros around each image, at most half the window.</param>
    /// <exception cref="TensorException">The window does not fit the images.</exception>
    public static Tensor AveragePool(this Tape tape, Tensor x, int kernel, int stride = 0, int padding = 0)
    {
        PoolWindow window = new("AveragePool", x.Shape, kernel, stride == 0 ? kernel : stride, padding);
        Tensor y = tape.Allocate(window.Output);
        Forward(tape, window, x, y);
        return tape.Record("AveragePool", y, [x], [], (dy, gradients) =>
        {
            // dx of a pixel = Σ dy of the windows that hold it / kernel².
            Tensor dx = tape.Allocate(x.Shape);
            Backward(tape, window, dy, dx);
            gradients.Give(x, dx);
        });
    }

    private static void Forward(Tape tape, PoolWindow window, Tensor x, Tensor y)
        => TensorRows.Read(x, x.Shape[^1], new Pooling(tape.Engine.Workers, window, y, gather: true));

    private static void Backward(Tape tape, PoolWindow window, Tensor dy, Tensor dx)
        => TensorRows.Read(dy, dy.Shape[^1], new Pooling(tape.Engine.Workers, window, dx, gather: false));

    private readonly unsafe struct Pooling(Workers workers, PoolWindow window, Tensor target, bool gather) : IRowAction
    {
        public void Run<TSource>(TSource rows)
            where TSource : struct, IRowSource
        {
            int channels = target.Shape[^1];
            Kernel<TSource> kernel = new(rows, target.Floats, window, channels, gather);
            Rows.For(workers, target.Shape.Count / channels, channels, kernel, window.Area);
        }
    }

    private readonly unsafe struct Kernel<TSource>(TSource x, float* y, PoolWindow window, int channels, bool gather) : IRowKernel
        where TSource : struct, IRowSource
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            TSource source = x;
            TLanes share = TLanes.Create(1f / window.Area);
            for (long pixel = block.FirstRow; pixel < block.EndRow; pixel++)
            {
                PoolWindow.Pixels from = gather ? window.Inputs(pixel) : window.Outputs(pixel);
                for (long c = block.Start; c < block.End; c += TLanes.Count)
                {
                    TLanes sum = TLanes.Create(0);
                    for (int row = from.Top; row < from.Bottom; row++)
                    {
                        for (int column = from.Left; column < from.Right; column++)
                        {
                            sum += source.At<TLanes>(from.At(row, column), c);
                        }
                    }

                    (sum * share).Store(y + (pixel * channels) + c);
                }
            }
        }
    }
}
