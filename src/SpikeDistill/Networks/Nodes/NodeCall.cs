using SpikeDistill.Neurons;
using SpikeDistill.Tensors;

namespace SpikeDistill.Networks.Nodes;

/// <summary>What belongs to one node of a network: parameters and running statistics, in the order it declares them.</summary>
/// <param name="Parameters">What it learns.</param>
/// <param name="Buffers">What it keeps beside.</param>
public sealed record NodeWeights(Tensor[] Parameters, Tensor[] Buffers);

/// <summary>One pass through a node.</summary>
/// <param name="Tape">The pass.</param>
/// <param name="Inputs">What it reads; time and batch are folded, [T·N, …, C], or [N, …, C] of a value that is the same at every step.</param>
/// <param name="Weights">What belongs to it.</param>
/// <param name="Dynamics">What fires in the network, and over how many steps.</param>
/// <param name="Training">Whether statistics are the batch's, which move the running ones.</param>
public sealed record NodeCall(Tape Tape, IReadOnlyList<Tensor> Inputs, NodeWeights Weights, Dynamics Dynamics, bool Training)
{
    /// <summary>The first value it reads.</summary>
    public Tensor Input => Inputs[0];

    /// <summary>What it gives; the size of the images is known.</summary>
    public required NodeValue Output { get; init; }

    /// <summary>What random codes are drawn from; null for the images' places in the batch.</summary>
    public SampleDraws? Draws { get; init; }

    /// <summary>Takes the place of the neurons of a layer, by its name, [T, N, …, C] to the same shape.</summary>
    internal Func<Tape, string, Tensor, Tensor>? FireInstead { get; init; }

    /// <summary>Is shown the input currents of a layer, by its name, [T, N, …, C].</summary>
    internal Action<string, ISpikingActivation, Tensor>? Currents { get; init; }

    /// <summary>Takes the place of the input currents of a layer, by its name, [T, N, …, C].</summary>
    internal Func<Tape, string, Tensor, Tensor>? InsteadOfCurrents { get; init; }

    /// <summary>Releases what is read for the last time.</summary>
    /// <returns><paramref name="next"/>.</returns>
    internal static Tensor Replace(Tensor old, Tensor next)
    {
        old.Release();
        return next;
    }
}
