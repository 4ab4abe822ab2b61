using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>What the layers of a session remember: potentials, and the currents of images that stay.</summary>
/// <param name="layers">Layers.</param>
internal sealed class NeuronState(int layers)
{
    /// <summary>[variables, blocks, places, width] of a layer of neurons; null of others.</summary>
    public AlignedBuffer<float>?[] Membranes { get; } = new AlignedBuffer<float>?[layers];

    /// <summary>The same of the currents that an image gives once for all steps.</summary>
    public AlignedBuffer<float>?[] Currents { get; } = new AlignedBuffer<float>?[layers];

    /// <summary>Whether the currents of the image are there.</summary>
    public bool Seen { get; set; }
}
