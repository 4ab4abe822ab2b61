using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// A code of the image by spikes, so that the first layer accumulates and no longer multiplies: pixels from 0 to 1, which a network that begins with such
/// a node is shown (mean 0, deviation 1). It reads the image alone.
/// </summary>
public abstract record EncodingNode : Node
{
    /// <param name="name">Its name, by which its firing rate is told.</param>
    /// <param name="from">The node it reads: the image.</param>
    private protected EncodingNode(string name, string from)
        : base(name, from)
    {
    }

    /// <inheritdoc/>
    public override bool Fires => true;

    /// <inheritdoc/>
    public override bool IsModule => false;

    /// <inheritdoc/>
    public override KeptValues Keeps => KeptValues.None;

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
        => context.Input is { Kind: ValueKind.Image, Shape.OverTime: false }
            ? NodeValue.Spikes(context.Input.Shape with { OverTime = true }, Name)
            : throw new ArgumentException($"makes spikes of a still image, but '{Reads[0]}' is none; let it read '{Image}'.");

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        Shape image = call.Input.Shape;
        Tensor spikes = Encode(call);
        return NodeCall.Replace(spikes, call.Tape.Reshape(spikes, image.With(0, call.Dynamics.Timesteps * image[0])));
    }

    /// <summary>The spikes, [T, N, H, W, C].</summary>
    private protected abstract Tensor Encode(NodeCall call);
}
