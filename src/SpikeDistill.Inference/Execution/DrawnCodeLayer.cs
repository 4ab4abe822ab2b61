using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>A code of the image that is drawn, byte by byte.</summary>
internal sealed unsafe class DrawnCodeLayer(DrawnCodeNode node, int index) : Layer
{
    public override int Tasks(Batch batch) => batch.Count * batch.Steps;

    public override void Run(Batch batch, NeuronState state, Tile tile, int task)
    {
        (int step, int lane) = Math.DivRem(task, batch.Count);
        Frames given = batch.Values[index]!;
        int channels = given.Size.Channels;
        Draws draws = new(node.Seed, node.Stream, batch.FirstImage + lane);
        long drawn = (long)(batch.StepsBefore + step) * given.Size.Count;
        ReadOnlySpan<float> probabilities = node.Probabilities;
        byte* image = batch.Images.Pointer + ((nint)lane * given.Size.Count);
        ulong* to = given.Frame((step * batch.Lanes) + lane);
        new Span<ulong>(to, given.Size.Pixels * given.Words).Clear();
        for (int pixel = 0; pixel < given.Size.Pixels; pixel++, to += given.Words)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                if (draws[drawn++] < probabilities[(*image++ * channels) + channel]) to[channel / 64] |= 1UL << (channel % 64);
            }
        }
    }
}
