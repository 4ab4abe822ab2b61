using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>
/// Σ over stages of ‖F_stu - F_tea‖² for an image, F_stu averaged over time and aligned by a learned 1x1 convolution where channels
/// differ: what the public code of BKDSNN calls KDSNN (last stage) and LaSNN (all stages) in its comparisons. Scaled to the number of
/// elements (<see cref="ElementCount"/>).
/// </summary>
public sealed record SummedFeatureTerm : FeatureTerm
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("summed_feature", "squared distance of features, summed over an image",
        OptionsOf(() => new SummedFeatureTerm()));

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    protected override FeatureComparison Compare(IReadOnlyList<StagePair> stages, TermContext context)
    {
        Alignment?[] alignments = [.. stages.Select(pair => Alignment.WhereNeeded(context, $"align{pair.StudentIndex + 1}", pair))];
        return (tape, pair, student, teacher, _) =>
        {
            (student, teacher) = ToSmaller(tape, student, teacher);
            Tensor aligned = alignments[pair]?.Apply(tape, student) ?? student;
            return ElementCount.Distance(tape, aligned, teacher, stages[pair]);
        };
    }
}
