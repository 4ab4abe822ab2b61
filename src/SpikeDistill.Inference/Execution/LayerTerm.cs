namespace SpikeDistill.Inference.Execution;

/// <summary>A term of a layer, with its weights as its kernel wants them. It does not change.</summary>
internal abstract unsafe class LayerTerm
{
    /// <summary>Entries of the lists that it writes for a place and a step, at most.</summary>
    public virtual long ListEntries => 0;

    /// <summary>Lists that it writes for a place and a step.</summary>
    public virtual int Lists => 0;

    /// <summary>Places that a tile holds a multiple of.</summary>
    public virtual int PlacesTogether => 1;

    /// <summary>Values under its window, where it gathers them.</summary>
    public virtual int Values => 0;

    /// <summary>Prepares a tile, whatever the block.</summary>
    /// <param name="tile">The tile.</param>
    /// <param name="lists">Where its lists go.</param>
    /// <param name="ends">Where the ends of its lists go.</param>
    public virtual void Prepare(Tile tile, ushort* lists, int* ends)
    {
    }

    /// <summary>Adds to the currents of a tile's places.</summary>
    /// <param name="tile">The tile, prepared.</param>
    /// <param name="steps">Steps, from the first.</param>
    /// <param name="block">The block of output channels.</param>
    /// <param name="lists">Its lists.</param>
    /// <param name="ends">Their ends.</param>
    public abstract void Add(Tile tile, int steps, int block, ushort* lists, int* ends);
}
