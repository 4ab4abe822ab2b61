using SpikeDistill.Networks;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Distillation;

/// <summary>The objective of a training: a sum of terms, each measured for itself. It owns what its terms learn.</summary>
public sealed class Objective : IDisposable
{
    private readonly TensorScope? _scope;
    private readonly IReadOnlyList<Term> _terms;
    private readonly Func<Tape, TermInputs, Tensor>[] _values;
    private readonly TermContext[] _contexts;

    /// <summary>Makes the terms.</summary>
    /// <param name="settings">Which they are.</param>
    /// <param name="context">The networks they are for; only objectives that read nothing but logits do without.</param>
    /// <exception cref="ArgumentException">No terms, an unknown term, an impossible setting, or terms that do not fit the networks.</exception>
    /// <exception cref="TermException">A term of one's own cannot be made.</exception>
    public Objective(ObjectiveSettings settings, ObjectiveContext? context = null)
    {
        settings.Check();
        _terms = settings.Terms;
        TermNames = settings.TermNames;
        NeedsFeatures = settings.NeedsFeatures;
        if (NeedsFeatures && context is null)
        {
            throw new ArgumentException("The objective reads features, so it must be told the networks' stages.", nameof(context));
        }

        _scope = context is null ? null : new TensorScope(context.Engine);
        _contexts = [.. TermNames.Select(name => new TermContext(name, context, _scope))];
        try
        {
            _values = [.. _terms.Select((term, i) => TermException.Making(TermNames[i], term, _contexts[i]))];
        }
        catch
        {
            _scope?.Dispose();
            throw;
        }
    }

    /// <summary>The terms' names in results; a term that occurs twice is numbered.</summary>
    public IReadOnlyList<string> TermNames { get; }

    /// <summary>Whether any term reads the networks' stage features.</summary>
    public bool NeedsFeatures { get; }

    /// <summary>What the terms learn beside the student.</summary>
    public IReadOnlyList<Parameter> Parameters => [.. _contexts.SelectMany(context => context.Parameters)];

    /// <summary>
    /// Works out the loss, each term's value and the norms of its gradients, and the gradients of the whole, from which
    /// <see cref="Tape.Backward(ReadOnlySpan{ValueTuple{Tensor, Tensor}})"/> goes on into the network.
    /// </summary>
    /// <param name="tape">The tape of the student's pass; the gradients belong to it.</param>
    /// <param name="inputs">The outputs of student and teacher and the labels.</param>
    /// <exception cref="TermException">A term of one's own failed, or gave something else than a scalar.</exception>
    public ObjectiveResult Evaluate(Tape tape, TermInputs inputs)
    {
        Tensor? logitsGradient = null;
        Tensor?[] featureGradients = new Tensor?[inputs.StudentFeatures.Count];
        List<(Tensor, Tensor)> learned = [];
        TermValue[] values = new TermValue[_values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Term term = _terms[i];
            values[i] = new TermValue(TermNames[i], 0, 0, 0);
            if (!term.IsActive(inputs.Progress))
            {
                continue;
            }

            // A tape of its own for each term: that is what lets each be seen apart.
            using Tape own = new(tape.Engine);
            Tensor logits = own.Leaf(inputs.StudentLogits);
            Tensor[] features = [.. inputs.StudentFeatures.Select(own.Leaf)];
            (Tensor value, Gradients? shares) = Work(own, i, inputs with { StudentLogits = logits, StudentFeatures = features });
            double onLogits = 0, onFeatures = 0;
            if (shares?.Find(logits) is { } share)
            {
                onLogits = TensorPrimitives.Norm<float>(share.Values);
                logitsGradient ??= tape.Zeros(inputs.StudentLogits.Shape);
                TensorPrimitives.Add(logitsGradient.Values, share.Values, logitsGradient.Values);
            }

            for (int stage = 0; stage < features.Length; stage++)
            {
                if (shares?.Find(features[stage]) is { } part)
                {
                    onFeatures += TensorPrimitives.SumOfSquares<float>(part.Values);
                    featureGradients[stage] = Sum(tape, featureGradients[stage], part);
                }
            }

            learned.AddRange(
                _contexts[i].Parameters.Where(parameter => shares?.Find(parameter.Value) is not null).Select(
                    parameter => (parameter.Value, tape.Keep(shares![parameter.Value]))));
            values[i] = new TermValue(TermNames[i], value.Item(), onLogits, Math.Sqrt(onFeatures));
        }

        return new ObjectiveResult(values.Sum(term => term.Value), values, logitsGradient)
        {
            Seeds =
            [
                .. logitsGradient is null ? [] : (ReadOnlySpan<(Tensor, Tensor)>)[(inputs.StudentLogits, logitsGradient)],
                .. inputs.StudentFeatures.Zip(featureGradients).Where(pair => pair.Second is not null).Select(pair => (pair.First, pair.Second!)),
                .. learned,
            ],
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _scope?.Dispose();

    /// <summary>A term's weighted value, and its gradients; null where it is a constant for this batch.</summary>
    private (Tensor Value, Gradients? Shares) Work(Tape own, int term, TermInputs inputs)
        => TermException.Guard(TermNames[term], _terms[term], () =>
        {
            Tensor value = TermException.Scalar(TermNames[term], _values[term](own, inputs));
            value = own.Scale(value, (float)_terms[term].Factor);
            return (value, value.NeedsGradient ? own.Backward(value) : null);
        });

    private static Tensor Sum(Tape tape, Tensor? sum, Tensor share)
    {
        if (sum is null)
        {
            return tape.Keep(share);
        }

        TensorPrimitives.Add(sum.Values, share.Values, sum.Values);
        return sum;
    }
}
