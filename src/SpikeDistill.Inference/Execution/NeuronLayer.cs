using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>Neurons and what charges them.</summary>
internal sealed unsafe class NeuronLayer : SumLayer
{
    private readonly int _index;
    private readonly NeuronWalk _walk;
    private readonly ulong _lastMask;
    private readonly IShortSums? _sums, _projection;
    private readonly SpikeTerm? _shortcut;

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
        if (_walk is PlainWalk && Terms is [IShortSums { Runs: > 0 } sums, ..] && Terms is [_] or [_, SpikeTerm] or [_, IShortSums { Runs: > 0 }])
        {
            (_sums, _shortcut, _projection) = (sums, Terms.Length == 1 ? null : Terms[1] as SpikeTerm, Terms.Length == 1 ? null : Terms[1] as IShortSums);
        }

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

    protected override void Run(NeuronState state, Tile tile)
    {
        int width = Blocks.Width, places = tile.Batch.Lanes * Size.Pixels, count = tile.Count * width;
        bool summed = Stays && state.Seen;
        if (!summed)
        {
            Prepare(tile);
        }

        for (int block = tile.Blocks.First; block < tile.Blocks.End; block++)
        {
            nint at = (((nint)block * places) + tile.First) * width;
            WalkedPlaces walked = Walked(tile, block, state.Membranes[_index]!.Pointer + at);
            float* current = tile.Current.Pointer;
            if (Stays)
            {
                float* kept = state.Currents[_index]!.Pointer + at;
                if (!summed)
                {
                    Sum(tile, steps: 1, block);
                    new ReadOnlySpan<float>(current, count).CopyTo(new Span<float>(kept, count));
                }

                _walk.Walk(walked, new SummedCurrent(kept, step: 0));
            }
            else if (_sums is { } sums)
            {
                sums.Sum(tile, tile.Steps, block, tile.Lists.Pointer, tile.Ends.Pointer);
                SumProjection(tile, block);
                WalkSums(tile, block, walked);
            }
            else
            {
                Sum(tile, tile.Steps, block);
                _walk.Walk(walked, new SummedCurrent(current, count));
            }
        }
    }

    /// <summary>The sums of a projection, behind those of the first term.</summary>
    private void SumProjection(Tile tile, int block)
    {
        if (_projection is { } projection)
        {
            int listed = tile.Count * tile.Steps;
            tile.SumsAt = (int*)ProjectionSums(tile);
            projection.Sum(tile, tile.Steps, block, tile.Lists.Pointer + (Terms[0].ListEntries * listed), tile.Ends.Pointer + (Terms[0].Lists * listed));
            tile.SumsAt = tile.Sums.Pointer;
        }
    }

    private short* ProjectionSums(Tile tile) => (short*)tile.Sums.Pointer + ((nint)_sums!.Runs * tile.Steps * tile.Count * Blocks.Width);

    /// <summary>Straight from sums, and from those of a projection or the spikes of a shortcut.</summary>
    private void WalkSums(Tile tile, int block, in WalkedPlaces walked)
    {
        int first = block * Blocks.Width;
        nint step = (nint)tile.Count * Blocks.Width;
        ScaledSums sums = new((short*)tile.Sums.Pointer, step, _sums!.Runs, tile.Steps * step, _sums.Scales.Pointer + first, BiasOf(block));
        PlainWalk walk = (PlainWalk)_walk;
        if (_projection is { } projection)
        {
            nint run = tile.Steps * step;
            walk.Walk(walked, new TwoSums(sums, new ScaledSums(ProjectionSums(tile), step, projection.Runs, run, projection.Scales.Pointer + first, null)));
            return;
        }

        if (_shortcut is null)
        {
            walk.Walk(walked, sums);
            return;
        }

        Frames read = tile.Batch.Values[_shortcut.Source]!;
        ulong* words = read.Frame(0) + block;
        nint frame = (nint)read.FrameWords;
        walk.Walk(walked, new SumsAndSpikes(sums, words, read.Planes, read.Words, frame, frame * tile.Batch.Lanes, _shortcut.Scales.Pointer + first));
    }

    private WalkedPlaces Walked(Tile tile, int block, float* membranes)
    {
        Frames given = tile.Batch.Values[_index]!;
        return new WalkedPlaces
        {
            Level = tile.Level,
            Channel = block * Blocks.Width,
            Width = Blocks.Width,
            Mask = block == Blocks.Count - 1 ? _lastMask : ulong.MaxValue,
            Steps = tile.Steps,
            Time = tile.Batch.StepsBefore,
            Lanes = tile.Lanes,
            Pixels = tile.Pixels,
            State = membranes,
            Variable = (nint)StateLength * tile.Batch.Lanes,
            Spikes = given.Frame(0) + block,
            PixelWords = given.PixelWords,
            Frame = (nint)given.FrameWords,
            Step = (nint)given.FrameWords * tile.Batch.Lanes,
        };
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
}
