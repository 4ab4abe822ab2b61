namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>A square window sliding over images [..., H, W, C]; pixels are numbered over all images, row by row.</summary>
internal readonly struct PoolWindow
{
    private readonly int _kernel;
    private readonly int _stride;
    private readonly int _padding;

    /// <exception cref="TensorException">The window does not fit the images.</exception>
    public PoolWindow(string operation, Shape images, int kernel, int stride, int padding)
    {
        if (images.Rank < 3 || images.Count == 0)
        {
            throw new TensorException($"{operation}: images [..., H, W, C] are needed, but the shape is {images}.");
        }

        if (kernel < 1 || stride < 1 || padding < 0 || padding > kernel / 2)
        {
            throw new TensorException(
                $"{operation}: a window of {kernel} and a stride of {stride} must be at least 1, and a padding of {padding} at most half the window.");
        }

        (Height, Width) = (images[^3], images[^2]);
        if (Math.Min(Height, Width) + (2 * padding) < kernel)
        {
            throw new TensorException($"{operation}: a window of {kernel} with a padding of {padding} does not fit into {images}.");
        }

        _kernel = kernel;
        _stride = stride;
        _padding = padding;
        OutputHeight = ((Height + (2 * padding) - kernel) / stride) + 1;
        OutputWidth = ((Width + (2 * padding) - kernel) / stride) + 1;
        Output = images.With(^3, OutputHeight).With(^2, OutputWidth);
        Images = new Shape(images.ToArray().AsSpan(0, images.Rank - 3)).Count;
    }

    public Shape Output { get; }

    public long Images { get; }

    public int Height { get; }

    public int Width { get; }

    public int OutputHeight { get; }

    public int OutputWidth { get; }

    /// <summary>Elements of a window, padding included.</summary>
    public int Area => _kernel * _kernel;

    /// <summary>The input pixels of an output pixel, without those in the padding.</summary>
    public Pixels Inputs(long output)
    {
        (long rest, long column) = Math.DivRem(output, OutputWidth);
        (long image, long row) = Math.DivRem(rest, OutputHeight);
        (int top, int bottom) = Span((int)row, Height);
        (int left, int right) = Span((int)column, Width);
        return new Pixels(image * Height * Width, Width, top, bottom, left, right);
    }

    /// <summary>The output pixels whose window holds an input pixel.</summary>
    public Pixels Outputs(long input)
    {
        (long rest, long column) = Math.DivRem(input, Width);
        (long image, long row) = Math.DivRem(rest, Height);
        (int top, int bottom) = Holders((int)row, OutputHeight);
        (int left, int right) = Holders((int)column, OutputWidth);
        return new Pixels(image * OutputHeight * OutputWidth, OutputWidth, top, bottom, left, right);
    }

    private (int Start, int End) Span(int output, int length)
    {
        int start = (output * _stride) - _padding;
        return (Math.Max(0, start), Math.Min(length, start + _kernel));
    }

    private (int Start, int End) Holders(int input, int outputs)
    {
        // o · stride − padding ≤ input < o · stride − padding + kernel.
        int last = (input + _padding) / _stride, beforeFirst = input + _padding - _kernel;
        int first = beforeFirst < 0 ? 0 : (beforeFirst / _stride) + 1;
        return (first, Math.Min(outputs, last + 1));
    }

    /// <summary>The pixels [Top, Bottom) × [Left, Right) of an image that begins at pixel First.</summary>
    internal readonly record struct Pixels(long First, int Width, int Top, int Bottom, int Left, int Right)
    {
        public long At(int row, int column) => First + ((long)row * Width) + column;
    }
}
