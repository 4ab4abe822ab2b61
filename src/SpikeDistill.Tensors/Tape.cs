namespace SpikeDistill.Tensors;

/// <summary>
/// One pass through a network: the scope of its values and, when it records, the list of operations that
/// <see cref="Backward(Tensor)"/> walks in reverse. Operations are extension methods on the tape.
/// </summary>
public sealed class Tape : TensorScope
{
    // How often variables that are watched are still to be come to.
    private readonly Dictionary<Tensor, int> _uses = new(ReferenceEqualityComparer.Instance);

    private List<Node> _nodes = [];
    private bool _forgets;
    private bool _runsAgain;

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

    /// <summary>Who wants gradients before a backward pass ends; null for nobody.</summary>
    public GradientWatch? Watch { get; init; }

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

        if (Recording && needed)
        {
            output.NeedsGradient = true;
            output.AddsGradientsItself = addsGradients;
            Tensor[] watched = Watched(inputs);
            if (!_forgets)
            {
                _nodes.Add(new Operation(operation, output, saved.ToArray(), backward, watched));
                return output;
            }
        }

        foreach (Saved value in saved)
        {
            value.Drop();
        }

        return output;
    }

    /// <summary>
    /// Runs a part of a computation of which nothing is kept but what it reads: the backward pass runs it a second time when it gets there. Gradients
    /// are those of the part as it stands, to the bit.
    /// </summary>
    /// <param name="reads">The values of this tape that it reads, variables of other scopes aside.</param>
    /// <param name="part">
    /// The part, over the values that it reads in their order, which it must not release; gives handles of its own. It has to give the same values
    /// each time, and is not run again where no gradient reaches it.
    /// </param>
    /// <returns>What the first run gives.</returns>
    public IReadOnlyList<Tensor> Recompute(IReadOnlyList<Tensor> reads, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> part)
    {
        if (!Recording || _forgets)
        {
            return part(reads);
        }

        // Saved first, so that nobody writes over what will be read again.
        Saved[] saved = [.. reads.Select(Save)];
        _forgets = true;
        IReadOnlyList<Tensor> outputs;
        try
        {
            outputs = part(reads);
        }
        catch
        {
            foreach (Saved value in saved) value.Drop();
            throw;
        }
        finally
        {
            _forgets = false;
        }

        _nodes.Add(new Part([.. reads], saved, outputs, part));
        return outputs;
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

        Walk(gradients);
        _uses.Clear();
        return gradients;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Forget();
        base.Dispose(disposing);
    }

    /// <summary>What an operation reads that is watched. What runs again in the backward pass was counted the first time.</summary>
    private Tensor[] Watched(ReadOnlySpan<Tensor> inputs)
    {
        if (Watch is null) return [];
        List<Tensor> watched = [];
        foreach (Tensor input in inputs)
        {
            if (!Watch.Variables.Contains(input)) continue;
            watched.Add(input);
            if (!_runsAgain) _uses[input] = _uses.GetValueOrDefault(input) + 1;
        }

        return [.. watched];
    }

    /// <summary>An operation that reads variables which are watched is done with.</summary>
    private void Done(Tensor[] watched, Gradients gradients)
    {
        foreach (Tensor variable in watched)
        {
            if (--_uses[variable] == 0) Watch!.Completed(variable, gradients);
        }
    }

    /// <summary>Takes gradients back through all that is recorded.</summary>
    private void Walk(Gradients gradients)
    {
        for (int i = _nodes.Count - 1; i >= 0; i--)
        {
            _nodes[i].Backward(this, gradients);
            _nodes[i].DropSaved();
        }

        _nodes.Clear();
    }

    /// <summary>Drops all that is recorded and what it saved.</summary>
    private void Forget()
    {
        foreach (Node node in _nodes)
        {
            node.DropSaved();
        }

        _nodes.Clear();
    }

    private abstract class Node(Saved[] saved)
    {
        protected Saved[] Saved => saved;

        public abstract void Backward(Tape tape, Gradients gradients);

        public void DropSaved()
        {
            foreach (Saved value in saved)
            {
                value.Drop();
            }
        }
    }

    private sealed class Operation(string name, Tensor output, Saved[] saved, AddingBackwardFunction backward, Tensor[] watched) : Node(saved)
    {
        public override void Backward(Tape tape, Gradients gradients)
        {
            if (gradients.Take(output, out Gradients.Parts gradient))
            {
                if (gradient.First.Shape != output.Shape)
                {
                    throw new TensorException($"{name}: the gradient has the shape {gradient.First.Shape}, the output {output.Shape}.");
                }

                backward(gradient.First, gradient.Rest, gradients);
                gradient.First.Release();
                gradient.Rest?.Release();
                tape.Engine.Observer?.Done(name, OperationPart.Backward, output.Shape);
            }

            output.NeedsGradient = false;
            tape.Done(watched, gradients);
        }
    }

    /// <summary>A part that is run again: its operations are recorded then, and walked at once.</summary>
    private sealed class Part(
        Tensor[] reads, Saved[] saved, IReadOnlyList<Tensor> outputs, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> part) : Node(saved)
    {
        public override void Backward(Tape tape, Gradients gradients)
        {
            if (outputs.Any(gradients.Has))
            {
                List<Node> outer = tape._nodes;
                tape._nodes = [];
                try
                {
                    RunAgain(tape, gradients);
                }
                finally
                {
                    tape.Forget();
                    tape._nodes = outer;
                }
            }

            foreach (Tensor output in outputs)
            {
                output.NeedsGradient = false;
            }
        }

        private void RunAgain(Tape tape, Gradients gradients)
        {
            Tensor[] inputs = [.. Saved.Select(value => tape.Keep(value.Value))];
            Move(gradients, reads, inputs);
            IReadOnlyList<Tensor> again = Again(tape, inputs);
            Move(gradients, outputs, again);
            foreach (Tensor value in again.Concat(inputs))
            {
                value.Release();
            }

            tape.Walk(gradients);
            Move(gradients, inputs, reads);
        }

        private IReadOnlyList<Tensor> Again(Tape tape, Tensor[] inputs)
        {
            tape._runsAgain = true;
            try
            {
                return part(inputs);
            }
            finally
            {
                tape._runsAgain = false;
            }
        }

        private static void Move(Gradients gradients, IReadOnlyList<Tensor> from, IReadOnlyList<Tensor> to)
        {
            for (int i = 0; i < from.Count; i++)
            {
                gradients.Move(from[i], to[i]);
            }
        }
    }
}
