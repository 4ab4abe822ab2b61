using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>Values that are added channel by channel.</summary>
internal sealed unsafe class SpikeTerm(ValueTerm term) : LayerTerm
{
    private readonly Blocks _blocks = new(term.Scales.Length);

    /// <summary>The value that is added.</summary>
    public int Source => term.Source;

    /// <summary>One for each channel.</summary>
    public AlignedBuffer<float> Scales { get; } = new Blocks(term.Scales.Length).Padding(term.Scales);

    public override void Add(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        Frames read = tile.Batch.Values[term.Source]!;
        int width = _blocks.Width;
        float* current = tile.Current.Pointer, scales = Scales.Pointer + (block * width);
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < tile.Count; i++, current += width)
            {
                ulong* pixel = read.Frame((step * tile.Batch.Lanes) + tile.Lanes[i]) + ((nint)tile.Pixels[i] * read.PixelWords);
                Currents.AddSpikes(tile.Level, pixel + block, read.Planes, read.Words, scales, width, tile.Bias is null ? current : tile.Bias, current);
            }
        }

        tile.Bias = null;
    }
}
