using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Predictions;

/// <summary>Runs images through a network, some at once.</summary>
internal static class PredictionPass
{
    /// <summary>Writes normalized images from the first on, as many as the target holds, [.., height, width, channels], or all frames of samples.</summary>
    public delegate void Fill(int first, Span<float> target);

    /// <summary>Is given the logits of some images, [T, count, classes], and their mean over time, [count, classes].</summary>
    public delegate void Take(int first, int count, ReadOnlySpan<float> logits, ReadOnlySpan<float> mean);

    public static void Run(Network network, int images, ImageShape shape, int batchSize, Fill fill, Take take, CancellationToken token)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        for (int first = 0; first < images; first += batchSize)
        {
            token.ThrowIfCancellationRequested();
            int count = Math.Min(batchSize, images - first);
            using Tape tape = new(network.Engine, recording: false);
            Tensor batch = shape.OverTime ? Frames(tape, network, first, count, shape, fill) : Images(tape, first, count, shape, fill);
            Tensor logits = network.Forward(
                tape, batch, ForwardOptions.Evaluation with { Draws = SampleDraws.Fixed([.. Enumerable.Range(first, count)]) }).Logits;
            take(first, count, logits.Values, tape.MeanOverTime(logits).Values);
        }
    }

    private static Tensor Images(Tape tape, int first, int count, ImageShape shape, Fill fill)
    {
        Tensor batch = tape.Allocate(new Shape(count, shape.Height, shape.Width, shape.Channels));
        fill(first, batch.Values);
        return batch;
    }

    private static Tensor Frames(Tape tape, Network network, int first, int count, ImageShape shape, Fill fill)
    {
        float[] frames = new float[count * shape.Size];
        fill(first, frames);
        return FrameSteps.In(tape, frames, shape, count, network.Settings.Timesteps);
    }
}
