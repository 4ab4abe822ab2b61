using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>
/// What the two forms of a weight gradient cost, in cycles of one core, from shape and number of spikes alone. The
/// constants were fitted on Zen 5 (docs/performance.md).
/// </summary>
internal static class SpikeCost
{
    // Two vectors a cycle are multiplied (dense, at 0.87 of the peak) or added (sparse, 1.25 times slower than its loads).
    private const double DenseVector = 0.5 / 0.87;
    private const double SparseVector = 0.5 * 1.25;

    // A value is fetched for all additions of an entry.
    private const double Value = 1;

    // A chain of additions with too few others beside it, and the end of a list: a branch the processor cannot foresee.
    private const double Latency = 3;
    private const double ListEnd = 20;

    // Transposing and listing a word of 64 pixels; packing a vector of gradients.
    private const double ListWord = 10;
    private const double PackedVector = 2;

    public static bool Pays(SpikeWeightPlan plan, long entries, bool values) => Sparse(plan, entries, values) < Dense(plan);

    private static double Dense(SpikeWeightPlan plan)
    {
        ConvolutionShape shape = plan.Shape;
        double pixels = (double)shape.Images * shape.OutputHeight * shape.OutputWidth;
        return pixels * plan.Dense.ReadShare * shape.Channels * shape.Taps * plan.Panels * DenseVector;
    }

    private static double Sparse(SpikeWeightPlan plan, long entries, bool values)
    {
        ConvolutionShape shape = plan.Shape;
        double inputs = (double)shape.Images * shape.Height * shape.Width, rate = entries / (inputs * shape.Channels);
        double ofPhase = inputs * shape.Channels * rate / (shape.StrideHeight * shape.StrideWidth);
        double walks = 0;
        foreach (SpikeBatch batch in plan.FullGroup)
        {
            int streams = batch.Streams.Length;
            double ofEntry = (values ? Value : 0) + 1 + (streams * SparseVector);
            walks += (ofPhase * Math.Max(Latency, ofEntry)) + ((double)plan.Chunks.Length * shape.Channels * (ListEnd + streams));
        }

        double packed = (double)plan.Chunks.Length * plan.PanelPositions * plan.Panels * PackedVector;
        return (walks * plan.Panels / plan.GroupPanels) + packed + (inputs / 64 * shape.Channels * plan.Phases.Length * ListWord);
    }
}
