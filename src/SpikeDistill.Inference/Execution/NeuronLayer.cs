using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>Neurons and what charges them.</summary>
internal sealed unsafe class NeuronLayer : SumLayer
{
    private readonly int _index;
    private readonly NeuronWalk _walk;
    private readonly AlignedBuffer<float> _decay;
    private readonly ulong _lastMask;

    /// <param name="student">The network.</param>
    /// <param name="index">The number of its node.</param>
    /// <param name="terms">Its kernels.</param>
    public NeuronLayer(Student student, int index, Terms terms)
        : base((NeuronNode)student.Nodes[index], student.Values[index].Size, terms)
    {
        NeuronNode node = (NeuronNode)student.Nodes[index];
        _index = index;
        _walk = new NeuronWalk(node.Threshold, node.HardReset, node.ResetValue);
        _decay = Blocks.Padding(node.Decay);
        int last = node.Channels - ((Blocks.Count - 1) * Blocks.Width);
        _lastMask = last == 64 ? ulong.MaxValue : (1UL << last) - 1;
        Stays = !student.Input.OverTime && node.Terms.All(term => term.Source == Student.Image);
    }

    /// <summary>Whether its currents are those of an image that stays, which are summed once.</summary>
    public bool Stays { get; }

    /// <summary>Elements of its state for one image.</summary>
    public long StateLength => (long)Blocks.Padded * Size.Pixels;

    /// <summary>Sets potentials of all images to where they start.</summary>
    public void Reset(NeuronState state) => state.Membranes[_index]!.Span.Fill(_walk.ResetValue);

    protected override void Run(NeuronState state, Tile tile)
    {
        int width = Blocks.Width, places = tile.Batch.Lanes * Size.Pixels;
        bool summed = Stays && state.Seen;
        if (!summed)
        {
            Prepare(tile);
        }

        for (int block = tile.Blocks.First; block < tile.Blocks.End; block++)
        {
            nint at = (((nint)block * places) + tile.First) * width;
            float* membrane = state.Membranes[_index]!.Pointer + at, current = tile.Current.Pointer;
            if (!Stays)
            {
                Sum(tile, tile.Steps, block);
            }
            else
            {
                float* kept = state.Currents[_index]!.Pointer + at;
                if (!summed)
                {
                    Sum(tile, steps: 1, block);
                    new ReadOnlySpan<float>(current, tile.Count * width).CopyTo(new Span<float>(kept, tile.Count * width));
                }

                current = kept;
            }

            for (int step = 0; step < tile.Steps; step++)
            {
                Fire(tile, step, block, current, membrane);
                current += Stays ? 0 : tile.Count * width;
            }
        }
    }

    private void Fire(Tile tile, int step, int block, float* current, float* membrane)
    {
        Frames given = tile.Batch.Values[_index]!;
        int width = Blocks.Width;
        float* decay = _decay.Pointer + (block * width);
        ulong mask = block == Blocks.Count - 1 ? _lastMask : ulong.MaxValue;
        for (int i = 0; i < tile.Count; i++)
        {
            ulong fired = _walk.Step(tile.Level, current + (i * width), decay, width, membrane + (i * width));
            given.Frame((step * tile.Batch.Lanes) + tile.Lanes[i])[((nint)tile.Pixels[i] * given.Words) + block] = fired & mask;
        }
    }
}
