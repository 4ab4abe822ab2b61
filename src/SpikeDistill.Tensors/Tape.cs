namespace SpikeDistill.Tensors;

/// <summary>
/// One pass through a network: the scope of its values and, when it records, the list of operations that
/// <see cref="Backward(Tensor)"/> walks in reverse. Operations are extension methods on the tape.
/// </summary>
public sealed class Tape : TensorScope
{
    private readonly List<Node> _nodes = [];

    /// <summary>Starts a pass.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="recording">Whether gradients will be asked for; without, nothing is saved.</param>
    public Tape(Engine engine, bool recording = true)
        : base(engine) => Recording = recording;

    /// <summary>Works out an operation's gradients.</summary>
    /// <param name="outputGradient">The gradient of the result, shaped like it. To compute in its memory, ask <see cref="Gradients.Reuse"/>.</param>
    /// <param name="gradients">Where each input's gradient goes.</param>
    public delegate void BackwardFunction(Tensor outputGradient, Gradients gradients);

    /// <summary>The same from two gradients that are still to be added, the second to the first; null where there is one.</summary>
    internal delegate void AddingBackwardFunction(Tensor outputGradient, Tensor? rest, Gradients gradients);

    /// <summary>Whether operations are recorded.</summary>
    public bool Recording { get; }

    /// <summary>
    /// Those whose samples are of the same batch, so that its statistics are taken over all of them; null where this tape's are the whole batch.
    /// </summary>
    public IReplicas? Replicas { get; init; }

    /// <summary>A variable of this tape that shares another value's memory: where the gradient of a part of a computation begins.</summary>
    public Tensor Leaf(Tensor value)
    {
        Tensor leaf = Keep(value);
        leaf.NeedsGradient = true;
        return leaf;
    }

    /// <summary>
    /// Ends an operation: notes how to work out its gradients, if any input needs one and the tape records.
    /// </summary>
    /// <param name="operation">The operation's name, for errors.</param>
    /// <param name="output">The result, computed already.</param>
    /// <param name="inputs">The operands through which gradients flow.</param>
    /// <param name="saved">The values the backward function reads, kept in memory until it has run.</param>
    /// <param name="backward">
    /// The chain rule. It must ask <see cref="Gradients.Wants"/> before working out a gradient, and read only
    /// <paramref name="saved"/> handles made by <see cref="Save"/>.
    /// </param>
    /// <returns><paramref name="output"/>.</returns>
    public Tensor Record(string operation, Tensor output, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Saved> saved, BackwardFunction backward)
        => Record(operation, output, inputs, saved, (dy, _, gradients) => backward(dy, gradients), addsGradients: false);

    /// <summary>The same for an operation that adds two gradients of its output on the way, which saves a pass over memory.</summary>
    internal Tensor Record(string operation, Tensor output, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Saved> saved, AddingBackwardFunction backward)
        => Record(operation, output, inputs, saved, backward, addsGradients: true);

    private Tensor Record(
        string operation, Tensor output, ReadOnlySpan<Tensor> inputs, ReadOnlySpan<Saved> saved, AddingBackwardFunction backward, bool addsGradients)
    {
        Engine.Observer?.Done(operation, OperationPart.Forward, output.Shape);
        bool needed = false;
        foreach (Tensor input in inputs)
        {
            needed |= input.NeedsGradient;
        }

        if (!Recording || !needed)
        {
            foreach (Saved value in saved)
            {
                value.Drop();
            }

            return output;
        }

        output.NeedsGradient = true;
        output.AddsGradientsItself = addsGradients;
        _nodes.Add(new Node(operation, output, saved.ToArray(), backward));
        return output;
    }

    /// <summary>Keeps a value's memory for a backward function, even when its handle is released; keeps nothing on a tape that does not record.</summary>
    public Saved Save(Tensor value) => new(Recording ? value : null);

    /// <summary>Works out the gradients of a scalar.</summary>
    /// <exception cref="TensorException">Not a scalar, not computed from a variable on this tape, or asked for a second time.</exception>
    public Gradients Backward(Tensor scalar)
    {
        if (scalar.Shape.Count != 1)
        {
            throw new TensorException(
                $"Backward: gradients are taken of a scalar, but the shape is {scalar.Shape}. Reduce it first, or pass the gradient of the output.");
        }

        Tensor one = Allocate(scalar.Shape);
        one.Values[0] = 1;
        return Backward((scalar, one));
    }

    /// <summary>
    /// Continues gradients that were worked out elsewhere: each seed is an output of this tape and the gradient of the loss with
    /// respect to it.
    /// </summary>
    /// <returns>Gradients of every variable the outputs depend on. They belong to this tape.</returns>
    /// <exception cref="TensorException">A gradient's shape differs from its output's, or the output needs no gradient.</exception>
    public Gradients Backward(params ReadOnlySpan<(Tensor Output, Tensor Gradient)> seeds)
    {
        Gradients gradients = new(this);
        foreach ((Tensor output, Tensor gradient) in seeds)
        {
            if (!output.NeedsGradient)
            {
                throw new TensorException(
                    $"Backward: the value {output} does not depend on a variable of this tape, the tape does "
                        + "not record, or its gradients were worked out already.");
            }

            gradients.Add(output, gradient);
        }

        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            Node node = _nodes[i];
            if (gradients.Take(node.Output, out Gradients.Parts gradient))
            {
                node.Backward(gradient, gradients);
                gradient.First.Release();
                gradient.Rest?.Release();
                Engine.Observer?.Done(node.Operation, OperationPart.Backward, node.Output.Shape);
            }

            node.DropSaved();
            node.Output.NeedsGradient = false;
        }

        _nodes.Clear();
        return gradients;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (Node node in _nodes)
        {
            node.DropSaved();
        }

        _nodes.Clear();
        base.Dispose(disposing);
    }

    private sealed class Node(string operation, Tensor output, Saved[] saved, AddingBackwardFunction backward)
    {
        public string Operation => operation;

        public Tensor Output => output;

        public void Backward(Gradients.Parts gradient, Gradients gradients)
        {
            if (gradient.First.Shape != output.Shape)
            {
                throw new TensorException($"{operation}: the gradient has the shape {gradient.First.Shape}, the output {output.Shape}.");
            }

            backward(gradient.First, gradient.Rest, gradients);
        }

        public void DropSaved()
        {
            foreach (Saved value in saved)
            {
                value.Drop();
            }
        }
    }
}
