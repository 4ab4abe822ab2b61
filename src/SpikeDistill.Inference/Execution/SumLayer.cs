using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>
/// A layer of neurons or of logits: tile by tile its terms are summed, block by block and step by step, and used while they are in the cache.
/// </summary>
internal abstract unsafe class SumLayer : Layer
{
    /// <summary>Entries of lists that a tile may take, at most: what a second-level cache holds beside weights.</summary>
    private const long MostEntries = 1 << 20;

    /// <summary>Places times steps of a tile, at most, unless there are more steps.</summary>
    private const int MostPlaces = 128;

    /// <summary>The same where places go in whole rows, which are listed with those around them.</summary>
    private const int MostInRows = 512;

    private readonly AlignedBuffer<float> _bias;
    private readonly int _together;

    protected SumLayer(SumNode node, MapSize size, Terms terms)
    {
        Size = size;
        Blocks = new Blocks(node.Channels);
        _bias = Blocks.Padding(node.Bias);
        Terms = [.. node.Terms.Select(terms.Of)];
        ListEntries = Terms.Sum(term => term.ListEntries);
        _together = Terms.Max(term => term.PlacesTogether);
        SumLength = Blocks.Width * Math.Max(1, (Terms.Sum(term => term is IShortSums sums ? sums.Runs + 1 : 0)) / 2);
    }

    /// <summary>Its output.</summary>
    public MapSize Size { get; }

    /// <summary>Values under a window, at most.</summary>
    public int Values => Terms.Max(term => term.Values);

    /// <summary>Lists of a place and a step.</summary>
    public int Lists => Terms.Sum(term => term.Lists);

    /// <summary>Entries of lists of a place and a step, at most.</summary>
    public long ListEntries { get; }

    /// <summary>How its channels are cut.</summary>
    public Blocks Blocks { get; }

    /// <summary>Words of the sums of a place and a step.</summary>
    public int SumLength { get; }

    protected LayerTerm[] Terms { get; }

    /// <summary>Places of a tile for so many steps: enough that weights are used again, and few enough that lists stay near.</summary>
    public int Places(int steps)
    {
        long listed = ListEntries == 0 ? long.MaxValue : MostEntries / (ListEntries * steps);
        int places = (int)Math.Clamp(listed, 1, Math.Max(1, (_together > 1 ? MostInRows : MostPlaces) / steps));
        return Math.Max(1, places / _together) * _together;
    }

    public override int Tasks(Batch batch) => Tiles(batch) * Parts(batch);

    /// <summary>The same for a batch: fewer where neither tiles nor blocks would give every thread one.</summary>
    private int Places(Batch batch)
    {
        int all = batch.Count * Size.Pixels, places = Places(batch.Steps), wanted = (batch.Threads + Blocks.Count - 1) / Blocks.Count;
        int least = (((all + wanted - 1) / wanted) + _together - 1) / _together * _together;
        return Math.Min(places, least);
    }

    public sealed override void Run(Batch batch, NeuronState state, Tile tile, int task)
    {
        int places = Places(batch), parts = Parts(batch);
        (int number, int part) = Math.DivRem(task, parts);
        int first = number * places, count = Math.Min(places, (batch.Count * Size.Pixels) - first);
        tile.Place(batch, first, count, Size.Pixels, (Blocks.Count * part / parts, Blocks.Count * (part + 1) / parts));
        Run(state, tile);
    }

    protected abstract void Run(NeuronState state, Tile tile);

    private int Tiles(Batch batch) => ((batch.Count * Size.Pixels) + Places(batch) - 1) / Places(batch);

    /// <summary>
    /// Parts that blocks are cut into where tiles alone would keep some threads idle: the fewest, as each lists the spikes anew, of which threads
    /// have a seventh more to do than others at most.
    /// </summary>
    private int Parts(Batch batch)
    {
        int tiles = Tiles(batch), threads = batch.Threads, parts = 1;
        while (parts < Blocks.Count && ((tiles * parts) + threads - 1) / threads * threads * 7 > tiles * parts * 8)
        {
            parts++;
        }

        return parts;
    }

    /// <summary>Prepares a tile.</summary>
    protected void Prepare(Tile tile)
    {
        ushort* lists = tile.Lists.Pointer;
        int* ends = tile.Ends.Pointer;
        foreach (LayerTerm term in Terms)
        {
            term.Prepare(tile, lists, ends);
            lists += term.ListEntries * tile.Count * tile.Steps;
            ends += term.Lists * tile.Count * tile.Steps;
        }
    }

    /// <summary>The bias of a block.</summary>
    protected float* BiasOf(int block) => _bias.Pointer + (block * Blocks.Width);

    /// <summary>The currents of a block, into the tile.</summary>
    protected void Sum(Tile tile, int steps, int block)
    {
        tile.Bias = BiasOf(block);
        ushort* lists = tile.Lists.Pointer;
        int* ends = tile.Ends.Pointer;
        foreach (LayerTerm term in Terms)
        {
            term.Add(tile, steps, block, lists, ends);
            lists += term.ListEntries * tile.Count * tile.Steps;
            ends += term.Lists * tile.Count * tile.Steps;
        }
    }
}
