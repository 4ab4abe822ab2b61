using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Execution;

/// <summary>The logits of each step.</summary>
internal sealed unsafe class LogitsLayer(Student student, int index, Terms terms)
    : SumLayer((LogitsNode)student.Nodes[index], student.Values[index].Size, terms)
{
    protected override void Run(NeuronState state, Tile tile)
    {
        Prepare(tile);
        int width = Blocks.Width, classes = student.Classes;
        for (int block = tile.Blocks.First; block < tile.Blocks.End; block++)
        {
            int first = block * width, count = Math.Min(width, classes - first);
            Sum(tile, tile.Steps, block);
            for (int step = 0; step < tile.Steps; step++)
            {
                for (int i = 0; i < tile.Count; i++)
                {
                    nint frame = (step * tile.Batch.Lanes) + tile.Lanes[i];
                    new ReadOnlySpan<float>(tile.Current.Pointer + (((step * tile.Count) + i) * width), count)
                        .CopyTo(new Span<float>(tile.Batch.Logits.Pointer + (frame * classes) + first, count));
                }
            }
        }
    }
}
