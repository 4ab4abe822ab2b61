using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;

namespace SpikeDistill.Networks;

/// <summary>How a network runs a batch.</summary>
public sealed record ForwardOptions
{
    /// <summary>Evaluation: normalization by the running statistics.</summary>
    public static readonly ForwardOptions Evaluation = new();

    /// <summary>Training: normalization by the batch, which moves the running statistics.</summary>
    public static readonly ForwardOptions ForTraining = new() { Training = true };

    /// <summary>Whether the network is being trained.</summary>
    public bool Training { get; init; }

    /// <summary>Whether to return the stages' feature maps.</summary>
    public bool KeepStageFeatures { get; init; }

    /// <summary>
    /// Keeps for the backward pass what lies between blocks (a residual block, half of a transformer's, a layer) and runs each block again there: less
    /// memory, the same bits, about a sixth more time.
    /// </summary>
    public bool Recompute { get; init; }

    /// <summary>Is shown every activation's output.</summary>
    public IForwardObserver? Observer { get; init; }

    /// <summary>What random codes of images are drawn from; null for the images' places in the batch.</summary>
    public SampleDraws? Draws { get; init; }

    /// <summary>Moves copies of the running statistics, where another pass with samples of the same batch moves the network's.</summary>
    internal bool LeavesStatistics { get; init; }

    /// <summary>Runs every node as a plain operation, the reference of the fused ones.</summary>
    internal bool Composed { get; init; }

    /// <summary>Takes the place of the neurons of a layer, by its name, [T, N, …, C] to the same shape; tests replay recorded spikes with it.</summary>
    internal Func<Tape, string, Tensor, Tensor>? FireInstead { get; init; }

    /// <summary>Takes the place of the last stage's features, folded, so that what follows goes on from there; an analysis cuts the tape at them.</summary>
    internal Func<Tape, Tensor, Tensor>? InsteadOfLastFeature { get; init; }

    /// <summary>Is shown the layers' input currents, [T, N, …, C], where every node runs as a plain operation. They are valid during the call.</summary>
    internal Action<string, ISpikingActivation, Tensor>? Currents { get; init; }

    /// <summary>Takes the place of a layer's input currents, by its name, where nodes run as plain operations; an analysis cuts the tape at them.</summary>
    internal Func<Tape, string, Tensor, Tensor>? InsteadOfCurrents { get; init; }
}

/// <summary>Looks at a pass while it runs.</summary>
public interface IForwardObserver
{
    /// <summary>
    /// What an activation gives, before any pool: [T·N, H, W, C] or [T·N, C],
    /// packed spikes of a spiking network, floats of an ANN. Valid during the call.
    /// </summary>
    void Activated(string layer, Tensor output);

    /// <summary>Images that are one for every step, [T·N, H, W, C], before the first node reads them; still images are not shown.</summary>
    void Seen(Tensor images)
    {
    }
}

/// <summary>What a network returns.</summary>
/// <param name="Logits">Logits per step, [T, N, classes].</param>
/// <param name="StageFeatures">The stages' last activations, before any pool, [T, N, H, W, C], where they were asked for.</param>
public sealed record NetworkOutput(Tensor Logits, IReadOnlyList<Tensor> StageFeatures);
