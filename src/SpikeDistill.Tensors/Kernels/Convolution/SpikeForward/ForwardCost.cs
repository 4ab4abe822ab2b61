using SpikeDistill.Tensors.Kernels.Convolution.Dense;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>
/// What the two forms of a forward convolution cost for one pixel and segment, in cycles of one core, from shape and number
/// of spikes alone. The constants were fitted on Zen 5 (docs/performance.md).
/// </summary>
internal static class ForwardCost
{
    // Two vectors a cycle are multiplied, at 0.87 of the peak.
    private const double DenseVector = 0.5 / 0.87;

    // A list in a panel: its sums fetched and stored, its end; then each of its rows, by vectors of the panel.
    private const double ListInPanel = 16;
    private const double RowOfFour = 3;
    private const double RowOfTwo = 2;

    // A value is fetched for all additions of an entry; listing them takes as long again.
    private const double Value = 1;
    private const double ValueList = 28;

    // Writing and sorting a list.
    private const double List = 28;

    public static bool Pays(ForwardPlan plan, CorrelationPlan dense, int lanes, long entries, bool values)
    {
        ConvolutionShape shape = plan.Shape;
        int vectors = shape.Outputs.Chunks(lanes), fours = shape.Outputs.RoundUp(2 * lanes) / (ForwardPanels.MostVectors * lanes);
        int twos = shape.Outputs.Chunks(2 * lanes) - (2 * fours);
        double rate = (double)entries / shape.InputLength, inside = InsideShare(shape);
        double segments = plan.Segments.Length, rows = (double)shape.Channels * shape.Taps, listed = rows * inside * rate;
        double list = List + (values ? ValueList : 0), value = values ? Value : 0;
        double sparse = (segments * (list + ((fours + twos) * ListInPanel))) + (listed * ((fours * (RowOfFour + value)) + (twos * (RowOfTwo + value))));
        return sparse < rows * (dense.SkipsPadding ? inside : 1) * vectors * DenseVector;
    }

    /// <summary>The part of all reads that do not find padding.</summary>
    private static double InsideShare(ConvolutionShape shape) =>
        Share(shape.Height, shape.OutputHeight, shape.KernelHeight, shape.StrideHeight, shape.PaddingHeight)
        * Share(shape.Width, shape.OutputWidth, shape.KernelWidth, shape.StrideWidth, shape.PaddingWidth);

    private static double Share(int inputs, int outputs, int kernel, int stride, int padding)
    {
        int inside = 0;
        for (int tap = 0; tap < kernel; tap++)
        {
            for (int i = 0; i < outputs; i++) inside += (i * stride) + tap - padding >= 0 && (i * stride) + tap - padding < inputs ? 1 : 0;
        }

        return (double)inside / ((long)kernel * outputs);
    }
}
