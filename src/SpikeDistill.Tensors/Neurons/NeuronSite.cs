namespace SpikeDistill.Tensors.Neurons;

/// <summary>Where the neurons in a set of lanes stand, for neurons whose parameters differ by step or channel; the others ignore it.</summary>
/// <param name="Step">The time step, from 0.</param>
/// <param name="Channel">The channel of the first lane; the others follow.</param>
public readonly record struct NeuronSite(int Step, int Channel);
