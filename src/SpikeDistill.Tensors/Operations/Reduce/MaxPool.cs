using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Kernels.Reduce;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The largest value in a sliding window; of spikes, whether any fires.</summary>
public static class MaxPoolOperation
{
    /// <summary>
    /// [..., H, W, C] to [..., H', W', C] with H' = ⌊(H + 2·padding − kernel) / stride⌋ + 1: the maximum over each
    /// kernel × kernel window, padding left out. Float32 to Float32, Spikes to Spikes, Counts to Counts. The gradient goes to the first
    /// maximum of a window, row by row.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">The images.</param>
    /// <param name="kernel">The side of the window.</param>
    /// <param name="stride">The step of the window; 0 for the window's side.</param>
    /// <param name="padding">Pixels left out around each image, at most half the window.</param>
    /// <exception cref="TensorException">The window does not fit the images.</exception>
    public static Tensor MaxPool(this Tape tape, Tensor x, int kernel, int stride = 0, int padding = 0)
    {
        PoolWindow window = new("MaxPool", x.Shape, kernel, stride == 0 ? kernel : stride, padding);
        Tensor y = x.Kind == StorageKind.Counts ? tape.AllocateCounts(window.Output, x.Storage.Largest) : tape.Allocate(window.Output, x.Kind);
        Forward(tape, window, x, y);
        Saved input = tape.Save(x), output = tape.Save(y);
        return tape.Record("MaxPool", y, [x], [input, output], (dy, gradients) =>
        {
            Tensor dx = tape.Allocate(x.Shape);
            Backward(tape, window, input.Value, output.Value, dy, dx);
            gradients.Give(x, dx);
        });
    }

    private static unsafe void Forward(Tape tape, PoolWindow window, Tensor x, Tensor y)
    {
        int channels = x.Shape[^1];
        long pixels = y.Shape.Count / channels;
        if (x.Kind == StorageKind.Float32)
        {
            Rows.For(tape.Engine.Workers, pixels, channels, new Largest(x.Floats, y.Floats, window, channels), window.Area);
            return;
        }

        // Of words of spikes the largest is what any of them has: OR.
        int rowBytes = x.Kind == StorageKind.Spikes ? SpikeLayout.RowBytes(channels) : channels;
        bool packed = x.Kind == StorageKind.Spikes;
        byte* from = x.Storage.Pointer, to = y.Storage.Pointer;
        tape.Engine.Workers.ForRange(
            pixels, Math.Max(1, Workers.ElementGrain / rowBytes), (start, end) => LargestOfBytes(window, from, to, rowBytes, packed, start, end));
    }

    private static unsafe void Backward(Tape tape, PoolWindow window, Tensor x, Tensor y, Tensor dy, Tensor dx)
    {
        int channels = x.Shape[^1];
        switch (x.Kind)
        {
            case StorageKind.Spikes:
                SpikePoolGradient kernel = new(x.SpikeBytes, y.SpikeBytes, dy.Floats, dx.Floats, window, channels);
                Rows.For(tape.Engine.Workers, dx.Shape.Count / channels, channels, kernel);
                break;
            case StorageKind.Counts:
                Backward(tape, new CountRows(x.CountBytes, channels), new CountRows(y.CountBytes, channels), window, dy, dx);
                break;
            default:
                Backward(tape, new FloatRows(x.Floats, channels), new FloatRows(y.Floats, channels), window, dy, dx);
                break;
        }
    }

    // Windows overlap, so one task does a whole image.
    private static unsafe void Backward<TSource>(Tape tape, TSource x, TSource y, PoolWindow window, Tensor dy, Tensor dx)
        where TSource : struct, IRowSource
    {
        int channels = dx.Shape[^1];
        ToFirstLargest<TSource> kernel = new(x, y, dy.Floats, dx.Floats, window, channels);
        Rows.For(tape.Engine.Workers, window.Images, channels, kernel, (long)window.Height * window.Width);
    }

    private static unsafe void LargestOfBytes(PoolWindow window, byte* x, byte* y, int rowBytes, bool packed, long start, long end)
    {
        for (long pixel = start; pixel < end; pixel++)
        {
            PoolWindow.Pixels from = window.Inputs(pixel);
            Span<byte> to = new(y + (pixel * rowBytes), rowBytes);
            to.Clear();
            for (int row = from.Top; row < from.Bottom; row++)
            {
                for (int column = from.Left; column < from.Right; column++)
                {
                    ReadOnlySpan<byte> pixels = new(x + (from.At(row, column) * rowBytes), rowBytes);
                    if (packed) TensorPrimitives.BitwiseOr(to, pixels, to);
                    else TensorPrimitives.Max(to, pixels, to);
                }
            }
        }
    }

    private readonly unsafe struct Largest(float* x, float* y, PoolWindow window, int channels) : IRowKernel
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            for (long pixel = block.FirstRow; pixel < block.EndRow; pixel++)
            {
                PoolWindow.Pixels from = window.Inputs(pixel);
                for (long c = block.Start; c < block.End; c += TLanes.Count)
                {
                    TLanes largest = TLanes.Create(float.NegativeInfinity);
                    for (int row = from.Top; row < from.Bottom; row++)
                    {
                        for (int column = from.Left; column < from.Right; column++)
                        {
                            largest = TLanes.Max(largest, TLanes.Load(x + (from.At(row, column) * channels) + c));
                        }
                    }

                    largest.Store(y + (pixel * channels) + c);
                }
            }
        }
    }

    private readonly unsafe struct ToFirstLargest<TSource>(TSource x, TSource y, float* dy, float* dx, PoolWindow window, int channels) : IRowKernel
        where TSource : struct, IRowSource
    {
        public void Run<TLanes>(in RowBlock block)
            where TLanes : struct, ILanes<TLanes>
        {
            long outputs = (long)window.OutputHeight * window.OutputWidth, inputs = (long)window.Height * window.Width;
            int width = (int)(block.End - block.Start);
            for (long image = block.FirstRow; image < block.EndRow; image++)
            {
                // Here and not before, so that it is in a cache when gradients are added.
                for (long pixel = image * inputs; pixel < (image + 1) * inputs; pixel++) new Span<float>(dx + (pixel * channels) + block.Start, width).Clear();
                for (long pixel = image * outputs; pixel < (image + 1) * outputs; pixel++)
                {
                    PoolWindow.Pixels to = window.Inputs(pixel);
                    for (long c = block.Start; c < block.End; c += TLanes.Count) Spread(pixel, to, c, y.At<TLanes>(pixel, c));
                }
            }
        }

        private void Spread<TLanes>(long pixel, PoolWindow.Pixels to, long c, TLanes largest)
            where TLanes : struct, ILanes<TLanes>
        {
            TLanes zero = TLanes.Create(0), rest = TLanes.Load(dy + (pixel * channels) + c);
            for (int row = to.Top; row < to.Bottom; row++)
            {
                for (int column = to.Left; column < to.Right; column++)
                {
                    long at = to.At(row, column);
                    TLanes found = TLanes.AtLeast(x.At<TLanes>(at, c), largest);
                    float* target = dx + (at * channels) + c;
                    (TLanes.Load(target) + TLanes.Select(found, rest, zero)).Store(target);
                    rest = TLanes.Select(found, zero, rest);
                }
            }
        }
    }
}
