using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Distillation;

/// <summary>The objective of a training: a sum of terms, each measured for itself.</summary>
public sealed class Objective
{
    private readonly IReadOnlyList<Term> _terms;

    /// <summary>Makes the terms.</summary>
    /// <exception cref="ArgumentException">No terms, an unknown term or an impossible setting.</exception>
    public Objective(ObjectiveSettings settings)
    {
        if (settings.Terms.Count == 0)
        {
            throw new ArgumentException("An objective needs at least one term.");
        }

        _terms = [.. settings.Terms.Select(TermRegistry.Create)];
        TermNames = [.. settings.Terms.Select((term, i) => NameOf(settings.Terms, i))];
    }

    /// <summary>The terms' names in results; a term that occurs twice is numbered.</summary>
    public IReadOnlyList<string> TermNames { get; }

    /// <summary>
    /// Works out the loss, each term's value and the norm of its gradient on the logits, and the gradient of the whole on
    /// the logits, from which <see cref="Tape.Backward(ReadOnlySpan{ValueTuple{Tensor, Tensor}})"/> goes on into the network.
    /// </summary>
    /// <param name="tape">The tape of the student's pass; the gradient belongs to it.</param>
    /// <param name="inputs">The outputs of student and teacher and the labels.</param>
    public ObjectiveResult Evaluate(Tape tape, TermInputs inputs)
    {
        Tensor gradient = tape.Zeros(inputs.StudentLogits.Shape);
        TermValue[] values = new TermValue[_terms.Count];
        for (int i = 0; i < values.Length; i++)
        {
            // A tape of its own for each term: that is what lets each be seen apart.
            using Tape own = new(tape.Engine);
            Tensor logits = own.Leaf(inputs.StudentLogits);
            Tensor value = own.Scale(_terms[i].Value(own, inputs with { StudentLogits = logits }), (float)_terms[i].Factor);
            Tensor share = own.Backward(value)[logits];
            values[i] = new TermValue(TermNames[i], value.Item(), TensorPrimitives.Norm<float>(share.Values));
            TensorPrimitives.Add(gradient.Values, share.Values, gradient.Values);
        }

        return new ObjectiveResult(values.Sum(term => term.Value), values, gradient);
    }

    private static string NameOf(IReadOnlyList<TermSettings> terms, int index)
    {
        string name = terms[index].Term;
        int before = terms.Take(index).Count(term => term.Term == name);
        return before == 0 ? name : $"{name}_{before + 1}";
    }
}

/// <summary>A term's weighted value and the norm of its gradient on the logits.</summary>
/// <param name="Name">The term's name.</param>
/// <param name="Value">Its value, weighted.</param>
/// <param name="GradientNorm">The Euclidean norm of its weighted gradient on all logits.</param>
public sealed record TermValue(string Name, double Value, double GradientNorm);

/// <summary>The loss of a batch.</summary>
/// <param name="Loss">The sum of the terms.</param>
/// <param name="Terms">The terms.</param>
/// <param name="LogitsGradient">The loss's gradient on the logits, [T, N, classes].</param>
public sealed record ObjectiveResult(double Loss, IReadOnlyList<TermValue> Terms, Tensor LogitsGradient);
