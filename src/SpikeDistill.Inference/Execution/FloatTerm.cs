using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>Floats or sums that are added channel by channel; channels that floats have not are 0.</summary>
internal sealed unsafe class FloatTerm(ValueTerm term) : LayerTerm
{
    private readonly Blocks _blocks = new(term.Scales.Length);
    private readonly AlignedBuffer<float> _scales = new Blocks(term.Scales.Length).Padding(term.Scales);

    public override void Add(Tile tile, int steps, int block, ushort* lists, int* ends)
    {
        Frames read = tile.Batch.Values[term.Source]!;
        int width = _blocks.Width, first = block * width, there = Math.Clamp(read.Row - first, 0, width);
        float* current = tile.Current.Pointer, scales = _scales.Pointer + first;
        for (int step = 0; step < steps; step++)
        {
            for (int i = 0; i < tile.Count; i++, current += width)
            {
                nint at = read.ValuesAt(step, tile.Lanes[i]) + ((nint)tile.Pixels[i] * read.Row) + first;
                float* from = tile.Bias is null ? current : tile.Bias;
                if (read.Sums.Length > 0) Currents.Add(tile.Level, read.Sums.Pointer + at, scales, there, from, current);
                else Currents.Add(tile.Level, read.Floats.Pointer + at, scales, there, from, current);
                if (from != current)
                {
                    new ReadOnlySpan<float>(from + there, width - there).CopyTo(new Span<float>(current + there, width - there));
                }
            }
        }

        tile.Bias = null;
    }
}
