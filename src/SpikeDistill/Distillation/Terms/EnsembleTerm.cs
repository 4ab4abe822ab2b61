using SpikeDistill.Metrics;
using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>
/// Distillation from the student's own better steps: the target is the mean of the logits of those steps that give the sample's class,
/// a constant; where no step does, all its logits are 0, which is a uniform target (Yu et al., ICML 2025, after its public code). Where
/// images are mixed, the class is that of the larger share.
/// </summary>
public sealed record EnsembleTerm : ProbabilityTerm
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("ensemble", "divergence from the mean of the student's own right steps",
        OptionsOf(() => new EnsembleTerm()));

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    public override Tensor Value(Tape tape, TermInputs inputs)
        => Divergence.From(tape, Target(tape, inputs.StudentLogits, Labels(inputs)), inputs.StudentLogits, this);

    /// <summary>The label with the larger share.</summary>
    private static int[] Labels(TermInputs inputs) => inputs.Mix is { Share: < 0.5f } mix ? mix.Others : inputs.Labels;

    private static Tensor Target(Tape tape, Tensor logits, int[] labels)
    {
        (int steps, int samples, int classes) = (logits.Shape[0], logits.Shape[1], logits.Shape[2]);
        Tensor target = tape.Zeros(new Shape(samples, classes));
        for (int n = 0; n < samples; n++)
        {
            Span<float> mean = target.Values.Slice(n * classes, classes);
            int right = 0;
            for (int t = 0; t < steps; t++)
            {
                ReadOnlySpan<float> step = logits.Values.Slice(((t * samples) + n) * classes, classes);
                if (Logits.Largest(step) == labels[n])
                {
                    right++;
                    for (int c = 0; c < classes; c++)
                    {
                        // The running mean of the right steps.
                        mean[c] += (step[c] - mean[c]) / right;
                    }
                }
            }
        }

        return target;
    }
}
