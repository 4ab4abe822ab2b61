using SpikeDistill.Options;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Σ over stages of the mean of (align(F_stu) - F_tea)², the features' part of KDSNN (Xu et al., CVPR 2023), with F_stu averaged over
/// time and a learned 1x1 convolution for every stage. No public code exists: that the distance is taken so is the reading adopted here.
/// </summary>
public sealed record AlignedFeatureTerm : FeatureTerm
{
    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("aligned_feature", "mean squared distance of features behind a learned 1x1 convolution",
        OptionsOf(() => new AlignedFeatureTerm()));

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    protected override FeatureComparison Compare(IReadOnlyList<StagePair> stages, TermContext context)
    {
        Alignment[] alignments =
        [
            .. stages.Select(pair => new Alignment(context, $"align{pair.StudentIndex + 1}", pair.Student.Channels, pair.Teacher.Channels)),
        ];
        return (tape, pair, student, teacher, _) =>
        {
            (student, teacher) = ToSmaller(tape, student, teacher);
            return tape.Mean(tape.Square(tape.Subtract(alignments[pair].Apply(tape, student), teacher)));
        };
    }
}
