using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The mean over windows that cut an image into a given number of rows and columns.</summary>
public static class AdaptiveAveragePoolOperation
{
    /// <summary>
    /// [..., H, W, C] to [..., height, width, C]: output row i is the mean of the rows ⌊i·H/height⌋ to ⌈(i + 1)·H/height⌉ - 1, columns
    /// alike, as PyTorch's adaptive_avg_pool2d. Float32. An x that has the size already is returned as it is.
    /// </summary>
    /// <exception cref="TensorException">Fewer than three axes, or a size that is not positive or larger than the image.</exception>
    public static Tensor AdaptiveAveragePool(this Tape tape, Tensor x, int height, int width)
    {
        Shape shape = x.Shape;
        if (shape.Rank < 3 || height < 1 || width < 1 || height > shape[^3] || width > shape[^2])
        {
            throw new TensorException(
                $"AdaptiveAveragePool: [..., H, W, C] at least {height}x{width} in size is needed, and a size of at least 1x1, but the shape is {shape}.");
        }

        (int rows, int columns, int channels) = (shape[^3], shape[^2], shape[^1]);
        if (rows == height && columns == width)
        {
            return x;
        }

        long images = shape.Count / ((long)rows * columns * channels);
        Tensor y = tape.Zeros(shape.With(^3, height).With(^2, width));
        Walk((pixel, window, area) =>
        {
            Span<float> to = Pixel(y, window, channels);
            TensorPrimitives.MultiplyAdd(Pixel(x, pixel, channels), 1f / area, to, to);
        });
        return tape.Record("AdaptiveAveragePool", y, [x], [], (dy, gradients) =>
        {
            // dx of a pixel = Σ dy / area over the windows that hold it.
            Tensor dx = tape.Zeros(shape);
            Walk((pixel, window, area) =>
            {
                Span<float> to = Pixel(dx, pixel, channels);
                TensorPrimitives.MultiplyAdd(Pixel(dy, window, channels), 1f / area, to, to);
            });
            gradients.Give(x, dx);
        });

        // Every pixel of every window: the pixel's number, the window's, and how many pixels the window has.
        void Walk(Action<long, long, int> visit)
        {
            for (long window = 0; window < images * height * width; window++)
            {
                (long row, long j) = Math.DivRem(window, width);
                (long image, long i) = Math.DivRem(row, height);
                long top = i * rows / height, bottom = (((i + 1) * rows) + height - 1) / height;
                long left = j * columns / width, right = (((j + 1) * columns) + width - 1) / width;
                for (long r = top; r < bottom; r++)
                {
                    for (long c = left; c < right; c++)
                    {
                        visit((((image * rows) + r) * columns) + c, window, (int)((bottom - top) * (right - left)));
                    }
                }
            }
        }
    }

    private static Span<float> Pixel(Tensor images, long pixel, int channels) => images.Values.Slice((int)(pixel * channels), channels);
}
