namespace SpikeDistill.Inference.Execution;

/// <summary>A node as it runs. It does not change; what it computes goes into the batch and the state of a session.</summary>
internal abstract class Layer
{
    /// <summary>Words of scratch memory that it needs for itself.</summary>
    public virtual long ScratchLength => 0;

    /// <summary>Parts that can be worked on at once.</summary>
    public abstract int Tasks(Batch batch);

    /// <summary>Works on one.</summary>
    public abstract void Run(Batch batch, NeuronState state, Tile tile, int task);
}
