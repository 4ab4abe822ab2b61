using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Execution;

/// <summary>A sum that is kept in floats; of an image that stays it is taken once.</summary>
internal sealed unsafe class CurrentLayer(Student student, int index, Terms terms)
    : SumLayer((CurrentNode)student.Nodes[index], student.Values[index].Size, terms)
{
    private readonly bool _stays = student.Values[index].Stays;

    protected override void Run(NeuronState state, Tile tile)
    {
        if (_stays && state.Seen)
        {
            return;
        }

        Prepare(tile);
        Frames given = tile.Batch.Values[index]!;
        int width = Blocks.Width, steps = _stays ? 1 : tile.Steps;
        for (int block = tile.Blocks.First; block < tile.Blocks.End; block++)
        {
            Sum(tile, steps, block);
            float* current = tile.Current.Pointer;
            for (int step = 0; step < steps; step++)
            {
                for (int i = 0; i < tile.Count; i++, current += width)
                {
                    nint at = given.ValuesAt(step, tile.Lanes[i]) + ((nint)tile.Pixels[i] * given.Row) + (block * width);
                    new ReadOnlySpan<float>(current, width).CopyTo(new Span<float>(given.Floats.Pointer + at, width));
                }
            }
        }
    }
}
