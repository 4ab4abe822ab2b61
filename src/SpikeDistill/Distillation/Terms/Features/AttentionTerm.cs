using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Attention transfer, Σ over stages of mean (A_stu/‖A_stu‖ - A_tea/‖A_tea‖)² with A = mean over channels of F², the larger map pooled
/// to the smaller (Zagoruyko and Komodakis, ICLR 2017, as RepDistiller computes it): what stands for LaSNN (Hong et al. 2023), whose code
/// is not public. F_stu is averaged over time. It is 0 for maps that differ by a factor alone.
/// </summary>
public sealed record AttentionTerm : FeatureTerm
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("attention", "mean squared distance of attention maps",
        OptionsOf(() => new AttentionTerm()));

    /// <inheritdoc/>
    public override int MapsHeld => 4;

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    protected override FeatureComparison Compare(IReadOnlyList<StagePair> stages, TermContext context)
    {
        if (stages.FirstOrDefault(pair => pair.Student.IsVector || pair.Teacher.IsVector) is { } vector)
        {
            string who = vector.Teacher.IsVector ? "teacher" : "student";
            throw new ArgumentException(
                $"The term '{Name}' compares where features are large, but the {who} gives one vector for the whole; take a {who} whose stages are maps.");
        }

        return (tape, _, student, teacher, _) =>
        {
            (student, teacher) = ToSmaller(tape, student, teacher);
            return tape.Mean(tape.Square(tape.Subtract(Attention(tape, student), Attention(tape, teacher))));
        };
    }

    /// <summary>[N, H, W, C] to [N, H·W].</summary>
    private static Tensor Attention(Tape tape, Tensor features)
    {
        Tensor energy = tape.MeanOverAxis(tape.Square(features), axis: 3);
        return tape.NormalizeRows(tape.Reshape(energy, new Shape(features.Shape[0], features.Shape[1] * features.Shape[2])));
    }
}
