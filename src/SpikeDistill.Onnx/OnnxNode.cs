using SpikeDistill.Networks.Nodes;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Training;

namespace SpikeDistill.Onnx;

/// <summary>
/// A model of ONNX as a node: of an image it gives one vector, the logits of the classes that are asked for and behind them its features, pixel by
/// pixel, which nodes of kind <c>onnx_part</c> take apart. It learns nothing.
/// </summary>
public sealed record OnnxNode : Node, IDisposable
{
    private readonly Lock _opening = new();
    private OnnxModel? _model;

    /// <summary>Makes a node.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">The node it reads.</param>
    public OnnxNode(string name, string from)
        : base(name, from)
    {
    }

    /// <summary>Its kind as descriptions name it, with its options.</summary>
    public static Entry<Node> Entry { get; } = Entry<Node>.Of(
        "onnx",
        "A model of ONNX: logits and features side by side in one vector.",
        new Section<OnnxNode>(() => new OnnxNode("", Image))
            .Key("file", Kinds.Text, node => node.File, (node, value) => node with { File = value }, "The file of the model.")
            .Key("sha256", Kinds.Text, node => node.Sha256, (node, value) => node with { Sha256 = value }, "The sum of its bytes.")
            .Key("runtime", Kinds.Text, node => node.Runtime, (node, value) => node with { Runtime = value }, "The version of ONNX Runtime.")
            .Key(
                "outputs",
                Kinds.List("a list of names", Kinds.Text),
                node => node.Outputs,
                (node, value) => node with { Outputs = value },
                "The outputs that are read: logits first, then features.")
            .Key(
                "layout",
                Kinds.Enumeration<ImageLayout>(),
                node => node.Layout,
                (node, value) => node with { Layout = value },
                "The order of the axes of images and feature maps.")
            .Key(
                "classes",
                Kinds.List("a list of numbers from 0", Kinds.Integer(0)),
                node => node.Classes,
                (node, value) => node with { Classes = value },
                "Which of the model's logits are those of the classes, in their order.")
            .Key(
                "features",
                Kinds.List("a list of lengths", Kinds.Integer(1)),
                node => node.Features,
                (node, value) => node with { Features = value },
                "Values of each feature."));

    /// <inheritdoc/>
    protected override Entry<Node> Declared => Entry;

    /// <summary>The file of the model.</summary>
    public string File { get; init; } = "";

    /// <summary>The sum of its bytes.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The version of ONNX Runtime that runs it: bits depend on it.</summary>
    public string Runtime { get; init; } = "";

    /// <summary>The outputs that are read: logits first, then features.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>The order of the axes of images and feature maps.</summary>
    public ImageLayout Layout { get; init; }

    /// <summary>Which of the model's logits are those of the classes, in their order.</summary>
    public IReadOnlyList<int> Classes { get; init; } = [];

    /// <summary>Values of each feature.</summary>
    public IReadOnlyList<int> Features { get; init; } = [];

    /// <inheritdoc/>
    public override NodeValue Output(NodeContext context)
    {
        ValueShape read = context.Input.Shape;
        return read.Layout == ValueLayout.Map && context.Input.Storage == StorageKind.Float32
            ? NodeValue.Floats(ValueShape.Vector(Classes.Count + Features.Sum(), read.OverTime))
            : throw new ArgumentException($"reads images of floats, not {read}.");
    }

    /// <inheritdoc/>
    public override Tensor Forward(NodeCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        OnnxModel model = Open();
        Shape images = call.Input.Shape;
        Tensor output = call.Tape.Zeros(new Shape(images[0], call.Output.Shape.Channels));
        int pieces = (images[0] + model.Piece - 1) / model.Piece;
        call.Tape.Engine.Workers.For(pieces, (piece, _) =>
        {
            int first = piece * model.Piece, count = Math.Min(model.Piece, images[0] - first);
            float[] given = OnnxAxes.Images(call.Input.Values, first, count, model.Piece, images, Layout);
            IReadOnlyList<(long[] Shape, float[] Values)> results = model.Run(given, images[3], images[1], images[2], Outputs);
            for (int n = 0; n < count; n++)
            {
                Write(results, n, model, output.Values.Slice((first + n) * output.Shape[1], output.Shape[1]));
            }
        });
        return output;
    }

    /// <inheritdoc/>
    public override LayerWork? Work(NodeContext context, NodeValue output) => null;

    /// <summary>
    /// What the runtime takes is not known before it runs: the model's weights twice, as they are and as its kernels read them, and for each image what it
    /// reads and gives, eight times.
    /// </summary>
    public override KernelMemory Kernels(NodeContext context, NodeValue output, long samples)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        long weights = new FileInfo(File) is { Exists: true } file ? 2 * file.Length : 0;
        return new KernelMemory(weights + (8 * sizeof(float) * samples * (context.Input.Shape.Count!.Value + output.Shape.Channels)), 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model?.Dispose();
        _model = null;
    }

    /// <inheritdoc/>
    public bool Equals(OnnxNode? other)
        => other is not null && Name == other.Name && Reads.SequenceEqual(other.Reads)
            && (File, Sha256, Runtime, Layout) == (other.File, other.Sha256, other.Runtime, other.Layout)
            && Outputs.SequenceEqual(other.Outputs) && Classes.SequenceEqual(other.Classes) && Features.SequenceEqual(other.Features);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, File, Sha256, Layout);

    /// <summary>Takes a model that is open already.</summary>
    internal OnnxNode With(OnnxModel model)
    {
        _model = model;
        return this;
    }

    private OnnxModel Open()
    {
        lock (_opening)
        {
            if (_model is null)
            {
                byte[] bytes = OnnxModel.Read(File);
                _model = OnnxModel.SumOf(bytes) == Sha256
                    ? OnnxModel.Open(bytes, File, Layout)
                    : throw new OnnxModelException(File, "is not the model that it was; its bytes have changed since.");
            }

            return _model;
        }
    }

    private void Write(IReadOnlyList<(long[] Shape, float[] Values)> results, int image, OnnxModel model, Span<float> to)
    {
        (long[] shape, float[] logits) = results[0];
        int known = logits.Length / model.Piece;
        for (int c = 0; c < Classes.Count; c++)
        {
            to[c] = logits[(image * known) + Classes[c]];
        }

        int place = Classes.Count;
        for (int i = 0; i < Features.Count; i++)
        {
            (shape, float[] values) = results[i + 1];
            OnnxAxes.Feature(values.AsSpan(image * (values.Length / model.Piece), values.Length / model.Piece), shape, Layout, to.Slice(place, Features[i]));
            place += Features[i];
        }
    }
}
