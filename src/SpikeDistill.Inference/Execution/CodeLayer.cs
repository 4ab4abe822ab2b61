using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Execution;

/// <summary>A code of the image over time, looked up byte by byte.</summary>
internal sealed unsafe class CodeLayer(CodeNode node, int index) : Layer
{
    public override int Tasks(Batch batch) => batch.Count * batch.Steps;

    public override void Run(Batch batch, NeuronState state, Tile tile, int task)
    {
        (int step, int lane) = Math.DivRem(task, batch.Count);
        Frames given = batch.Values[index]!;
        int channels = given.Size.Channels, steps = node.Table.Length / CodeNode.Bytes;
        ReadOnlySpan<float> table = node.Table.AsSpan((batch.StepsBefore + step) % steps * CodeNode.Bytes, CodeNode.Bytes);
        byte* image = batch.Images.Pointer + ((nint)lane * given.Size.Count);
        float* to = given.Floats.Pointer + given.ValuesAt(step, lane);
        for (int pixel = 0; pixel < given.Size.Pixels; pixel++, to += given.Row, image += channels)
        {
            for (int channel = 0; channel < channels; channel++)
            {
                to[channel] = table[image[channel]];
            }
        }
    }
}
