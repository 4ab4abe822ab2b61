using SpikeDistill.Tensors.Kernels.Reduce;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Images at another size.</summary>
public static class ResizeOperation
{
    /// <summary>
    /// [..., H, W, C] to [..., height, width, C], as PyTorch's interpolate with align_corners=False and antialias=False:
    /// output i looks at (i + ½) · H / height − ½, and pixels outside repeat the edge. Each direction is a matrix, y = R x;
    /// dx = Rᵀ dy. Float32.
    /// </summary>
    /// <exception cref="TensorException">Fewer than three axes, no element, or a size below 1.</exception>
    public static Tensor Resize(this Tape tape, Tensor x, int height, int width, ResizeFilter filter)
    {
        if (x.Shape.Rank < 3 || x.Shape.Count == 0 || height < 1 || width < 1)
        {
            throw new TensorException(
                $"Resize: images [..., H, W, C] and a size of at least 1x1 are needed, but the shape is {x.Shape} and the size {height}x{width}.");
        }

        ResampleTable down = Table(filter, x.Shape[^3], height), across = Table(filter, x.Shape[^2], width);
        Shape tall = x.Shape.With(^3, height);
        Tensor rows = tape.Allocate(tall), y = tape.Allocate(tall.With(^2, width));
        Run(tape, down, x, rows, behind: 2);
        Run(tape, across, rows, y, behind: 1);
        rows.Release();
        return tape.Record("Resize", y, [x], [], (dy, gradients) =>
        {
            Tensor narrow = tape.Allocate(tall), dx = tape.Allocate(x.Shape);
            Run(tape, across.Transposed(), dy, narrow, behind: 1);
            Run(tape, down.Transposed(), narrow, dx, behind: 2);
            narrow.Release();
            gradients.Give(x, dx);
        });
    }

    /// <summary>What a direction of a resize multiplies by: R, a row for each output.</summary>
    /// <param name="filter">How pixels are interpolated.</param>
    /// <param name="inputs">Pixels before.</param>
    /// <param name="outputs">Pixels behind.</param>
    /// <returns>[outputs, inputs].</returns>
    public static float[] Matrix(ResizeFilter filter, int inputs, int outputs)
    {
        ResampleTable table = Table(filter, inputs, outputs);
        float[] matrix = new float[checked(inputs * outputs)];
        for (int output = 0; output < outputs; output++)
        {
            for (int i = table.Starts[output]; i < table.Starts[output + 1]; i++) matrix[(output * inputs) + table.Sources[i]] += table.Weights[i];
        }

        return matrix;
    }

    private static ResampleTable Table(ResizeFilter filter, int inputs, int outputs)
        => filter == ResizeFilter.Bilinear ? ResampleTable.Bilinear(inputs, outputs) : ResampleTable.Bicubic(inputs, outputs);

    // The axis with so many behind it.
    private static unsafe void Run(Tape tape, ResampleTable table, Tensor x, Tensor y, int behind)
    {
        long columns = new Shape(x.Shape.ToArray().AsSpan(x.Shape.Rank - behind)).Count;
        AxisResample.Run(tape.Engine.Workers, table, x.Floats, y.Floats, x.Shape.Count / columns / table.Inputs, columns);
    }
}
