using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors;

/// <summary>
/// The gradients a backward pass has worked out so far, always Float32. A value read by several operations gets the sum, added in
/// the reverse order of the forward pass.
/// </summary>
public sealed class Gradients
{
    private readonly Dictionary<Tensor, Parts> _gradients = new(ReferenceEqualityComparer.Instance);
    private readonly Tape _tape;

    internal Gradients(Tape tape) => _tape = tape;

    /// <summary>The gradient of a variable.</summary>
    /// <exception cref="TensorException">The loss does not depend on it.</exception>
    public Tensor this[Tensor variable] => Find(variable)
        ?? throw new TensorException($"The outputs do not depend on the value {variable}, so it has no gradient.");

    /// <summary>Whether an operation has to work out this input's gradient.</summary>
    public static bool Wants(Tensor input) => input.NeedsGradient;

    /// <summary>
    /// A tensor to write a gradient into that is shaped like another which is read for the last time: in its own memory, if nobody
    /// else holds that.
    /// </summary>
    public Tensor Reuse(Tensor gradient) => CanOverwrite(gradient) ? _tape.Keep(gradient) : _tape.Allocate(gradient.Shape);

    /// <summary>The output's gradient itself, to be overwritten in place, or where others hold it another tensor of its shape.</summary>
    internal Tensor Owned(Tensor gradient) => CanOverwrite(gradient) ? gradient : _tape.Allocate(gradient.Shape);

    /// <summary>Whether nobody else reads a gradient.</summary>
    internal static bool CanOverwrite(Tensor gradient) => gradient.Storage.Holders == 1;

    /// <summary>The gradient of a variable, or null where the loss does not depend on it.</summary>
    public Tensor? Find(Tensor variable)
    {
        if (!_gradients.TryGetValue(variable, out Parts parts)) return null;
        return parts.Rest is null ? parts.First : (_gradients[variable] = new Parts(Together(parts.First, parts.Rest, release: true), null)).First;
    }

    /// <summary>
    /// Adds to the gradient of an input and takes the handle over: the caller made it and does not read it again.
    /// Does nothing but release it for an input that needs no gradient.
    /// </summary>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public void Give(Tensor input, Tensor gradient)
    {
        Add(input, gradient);
        gradient.Release();
    }

    /// <summary>Adds to the gradient of an input a value that others go on reading, such as the output's own gradient; nothing is copied.</summary>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public void Add(Tensor input, Tensor gradient)
    {
        if (!Wants(input))
        {
            return;
        }

        if (input.Shape != gradient.Shape)
        {
            throw new TensorException($"A gradient of the shape {gradient.Shape} was given for a value of the shape {input.Shape}.");
        }

        if (Find(input) is not { } first)
        {
            _gradients[input] = new Parts(_tape.Keep(gradient), null);
        }
        else if (input.AddsGradientsItself)
        {
            _gradients[input] = new Parts(first, _tape.Keep(gradient));
        }
        else
        {
            _gradients[input] = new Parts(Together(first, gradient, release: false), null);
        }
    }

    /// <summary>The gradient of an input so far, if it may be added to in place; else null.</summary>
    internal Tensor? Growing(Tensor input)
        => _gradients.TryGetValue(input, out Parts parts) && parts.Rest is null && CanOverwrite(parts.First) ? parts.First : null;

    private unsafe Tensor Together(Tensor first, Tensor rest, bool release)
    {
        Tensor target = CanOverwrite(first) ? first : _tape.Allocate(first.Shape);
        _tape.Engine.Workers.ForElements(target.Shape.Count, new BinaryMap<Sum>(default, first.Floats, rest.Floats, target.Floats));
        if (!ReferenceEquals(target, first)) first.Release();
        if (release) rest.Release();
        return target;
    }

    /// <summary>The gradient of a variable, to be written over: nobody else holds its memory. Null where the loss does not depend on it.</summary>
    public Tensor? FindOwned(Tensor variable)
    {
        Tensor? gradient = Find(variable);
        if (gradient is null || CanOverwrite(gradient)) return gradient;
        Tensor own = _tape.From(gradient.Values, gradient.Shape);
        gradient.Release();
        return (_gradients[variable] = new Parts(own, null)).First;
    }

    /// <summary>Gives the gradient of a variable, where there is one, to another pass of the same variables, which adds it to its own.</summary>
    public void MoveTo(Gradients other, Tensor variable)
    {
        if (Find(variable) is not { } gradient) return;
        _gradients.Remove(variable);
        other.Add(variable, gradient);
        gradient.Release();
    }

    /// <summary>Removes and returns the gradient of a value whose operation comes next; the operation adds the rest to the first.</summary>
    internal bool Take(Tensor output, out Parts gradient) => _gradients.Remove(output, out gradient);

    /// <summary>Whether there is a gradient of a value so far.</summary>
    internal bool Has(Tensor value) => _gradients.ContainsKey(value);

    /// <summary>Goes on with another handle in the place of a value's: what there is of its gradient, and how more is added.</summary>
    internal void Move(Tensor from, Tensor to)
    {
        (to.NeedsGradient, to.AddsGradientsItself) = (from.NeedsGradient, from.AddsGradientsItself);
        if (Take(from, out Parts gradient)) _gradients.Add(to, gradient);
    }

    /// <summary>A gradient, or two that are not added yet.</summary>
    internal readonly record struct Parts(Tensor First, Tensor? Rest);
}
