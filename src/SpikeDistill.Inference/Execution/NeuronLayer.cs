using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>Neurons and what charges them.</summary>
internal sealed unsafe class NeuronLayer : SumLayer
{
    private readonly int _index;
    private readonly NeuronWalk _walk;
    private readonly ulong _lastMask;

    /// <param name="student">The network.</param>
    /// <param name="index">The number of its node.</param>
    /// <param name="terms">Its kernels.</param>
    public NeuronLayer(Student student, int index, Terms terms)
        : base((SumNode)student.Nodes[index], student.Values[index].Size, terms)
    {
        SumNode node = (SumNode)student.Nodes[index];
        _index = index;
        _walk = node switch
        {
            GatedNode gated => WalkOf(gated),
            SynapticNode synaptic => WalkOf(synaptic),
            RecallNode recall => WalkOf(recall),
            _ => WalkOf((NeuronNode)node),
        };
        int last = node.Channels - ((Blocks.Count - 1) * Blocks.Width);
        _lastMask = last == 64 ? ulong.MaxValue : (1UL << last) - 1;
        Stays = node.Terms.All(term => term.Source == Student.Image ? !student.Input.OverTime : student.Values[term.Source].Stays);
    }

    /// <summary>Whether its currents are those of an image that stays, which are summed once.</summary>
    public bool Stays { get; }

    /// <summary>Elements of a variable of its state for one image.</summary>
    public long StateLength => (long)Blocks.Padded * Size.Pixels;

    /// <summary>Variables of its state.</summary>
    public int Variables => _walk.Variables;

    /// <summary>Sets the state of all images to where it starts.</summary>
    public void Reset(NeuronState state)
    {
        Span<float> all = state.Membranes[_index]!.Span;
        all.Clear();
        all[..(all.Length / Variables)].Fill(_walk.Start);
    }

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

    private PlainWalk WalkOf(NeuronNode node)
    {
        float[] thresholds = node.Thresholds;
        if (thresholds.Length == 0)
        {
            thresholds = new float[node.Channels];
            Array.Fill(thresholds, node.Threshold);
        }

        return new PlainWalk(Blocks.Padding(node.Decay), Blocks.Padding(thresholds), node.HardReset, node.ResetValue);
    }

    private GatedWalk WalkOf(GatedNode node) => new()
    {
        Decay = Blocks.Padding(node.Decay),
        Gains = [.. node.Gains.Chunk(node.Channels).Select(Blocks.Padding)],
        Constants = Blocks.Padding(node.Constants),
        Thresholds = Blocks.Padding(node.Thresholds),
        Kept = Blocks.Padding(node.Kept),
        Taken = Blocks.Padding(node.Taken),
    };

    private SynapticWalk WalkOf(SynapticNode node) => new(node.ResetValue)
    {
        Decay = Blocks.Padding(node.Decay),
        Kept = Blocks.Padding(node.Kept),
        Rest = node.Rest,
        Threshold = node.Threshold,
        Hard = node.HardReset,
    };

    private RecallWalk WalkOf(RecallNode node) => new()
    {
        Decay = Blocks.Padding(node.Decay),
        Queries = Blocks.Padding(node.Queries),
        Shifts = [.. node.Shifts.Chunk(node.Channels).Select(Blocks.Padding)],
        Threshold = node.Threshold,
    };

    private void Fire(Tile tile, int step, int block, float* current, float* membrane)
    {
        Frames given = tile.Batch.Values[_index]!;
        int width = Blocks.Width;
        ulong mask = block == Blocks.Count - 1 ? _lastMask : ulong.MaxValue;
        WalkedSite site = new(tile.Level, block * width, width, tile.Batch.StepsBefore + step, (nint)StateLength * tile.Batch.Lanes);
        for (int i = 0; i < tile.Count; i++)
        {
            ulong fired = _walk.Step(site, current + (i * width), membrane + (i * width));
            given.Frame((step * tile.Batch.Lanes) + tile.Lanes[i])[((nint)tile.Pixels[i] * given.Words) + block] = fired & mask;
        }
    }
}
