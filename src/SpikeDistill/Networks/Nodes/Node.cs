using SpikeDistill.Options;
using SpikeDistill.Portable;
using SpikeDistill.Tensors;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// A node of a network: an operation with its options, which reads earlier nodes by name. Its file answers everything that anybody
/// asks of it; a new kind is one file and one line of <see cref="NodeKinds"/>.
/// </summary>
public abstract record Node : IDeclared<Node>
{
    /// <summary>The name by which nodes read the image.</summary>
    public const string Image = "image";

    /// <param name="name">Its name.</param>
    /// <param name="reads">The nodes it reads, or <see cref="Image"/>.</param>
    protected Node(string name, params IReadOnlyList<string> reads) => (Name, Reads) = (name, reads);

    /// <summary>Its name, unlike every other's; by default also what its tensors' names in files begin with.</summary>
    public string Name { get; init; }

    /// <summary>The nodes it reads, or <see cref="Image"/>.</summary>
    public IReadOnlyList<string> Reads { get; init; }

    /// <summary>The name of its kind in descriptions, such as <c>convolution</c>.</summary>
    public string Kind => Declared.Name;

    Entry<Node> IDeclared<Node>.Declared => Declared;

    /// <summary>The kind's name and options in descriptions; the same for all nodes of a type.</summary>
    protected abstract Entry<Node> Declared { get; }

    /// <summary>What its tensors' names in files begin with, where that is not its name.</summary>
    public string? StoredAs { get; init; }

    /// <summary>Whether what it gives is the feature map of a finished stage.</summary>
    public bool Feature { get; init; }

    /// <summary>What its tensors' names in files begin with.</summary>
    public string Prefix => StoredAs ?? Name;

    /// <summary>How many values it reads.</summary>
    public virtual int Inputs => 1;

    /// <summary>Whether what it gives is shown to observers: activations, and joins that make spikes of spikes.</summary>
    public virtual bool Fires => false;

    /// <summary>Whether it reads sums of spikes as they are kept, a byte each; for a node that does not they are widened.</summary>
    public virtual bool ReadsCounts => false;

    /// <summary>
    /// Whether what stands before it runs once for all time steps in the published code too, so that counting rules that follow the
    /// code count it once.
    /// </summary>
    public virtual bool BeginsTimeAsPublished => false;

    /// <summary>Whether what it gives is what it reads, under other axes in the same memory.</summary>
    public virtual bool IsView => false;

    /// <summary>Whether its backward pass gives the gradient of what it gives to all that it reads, in the same memory.</summary>
    public virtual bool HandsGradientOn => false;

    /// <summary>What it makes of a factor on what it reads.</summary>
    public virtual ScaleRole Scaling => ScaleRole.None;

    /// <summary>Which of the values that it reads and gives its backward pass needs.</summary>
    public virtual KeptValues Keeps => KeptValues.Inputs;

    /// <summary>Whether a network of PyTorch's <c>Sequential</c> has a module in its place, which takes a number.</summary>
    public virtual bool IsModule => true;

    /// <summary>What it is in the words of a table.</summary>
    /// <param name="dynamics">What fires in the network.</param>
    public virtual string Words(Dynamics dynamics) => Kind.Replace('_', ' ');

    /// <summary>What it gives.</summary>
    /// <exception cref="ArgumentException">It cannot work on what it reads; the message goes on behind "The node 'name' ...".</exception>
    public abstract NodeValue Output(NodeContext context);

    /// <summary>What it learns.</summary>
    public virtual IEnumerable<ParameterSpec> Parameters(NodeContext context) => [];

    /// <summary>What it keeps beside: running statistics.</summary>
    public virtual IEnumerable<BufferSpec> Buffers(NodeContext context) => [];

    /// <summary>Runs it in plain operations of the engine.</summary>
    /// <returns>A handle of its own, which the caller releases.</returns>
    public abstract Tensor Forward(NodeCall call);

    /// <summary>Writes it as operations that other programs have.</summary>
    /// <returns>What it gives.</returns>
    /// <exception cref="NotSupportedException">It cannot be written; the message goes on behind "The node 'name' ...".</exception>
    public virtual PortableValue Write(NodeWriting call)
        => throw new NotSupportedException("is of a kind that does not say how it is written in operations of other programs.");

    /// <summary>What it does for one image and step; null where no counting rule prices it, and it stands in no table.</summary>
    /// <param name="context">Where it stands; the size of the images is known.</param>
    /// <param name="output">What it gives.</param>
    public virtual LayerWork? Work(NodeContext context, NodeValue output) => null;

    /// <summary>The most bytes that its kernels take beside tensors, forward and backward.</summary>
    /// <param name="context">Where it stands; the size of the images is known.</param>
    /// <param name="output">What it gives.</param>
    /// <param name="samples">Images and, where there is time, steps of a batch: the length of its output's first axis.</param>
    public virtual KernelMemory Kernels(NodeContext context, NodeValue output, long samples) => default;
}

/// <summary>Values that a backward pass needs.</summary>
[Flags]
public enum KeptValues
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Those that are read.</summary>
    Inputs = 1,

    /// <summary>The one that is given.</summary>
    Output = 2,
}

/// <summary>Bytes that kernels take beside tensors.</summary>
/// <param name="Forward">In a forward pass on floats.</param>
/// <param name="Backward">In a backward pass.</param>
public readonly record struct KernelMemory(long Forward, long Backward)
{
    /// <summary>What of the forward pass is kept for the backward pass, beside values that nodes read and give.</summary>
    public long Kept { get; init; }
}
