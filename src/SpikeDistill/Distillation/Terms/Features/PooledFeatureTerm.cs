using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Σ over stages of ‖mean(F_stu) - mean(F_tea)‖² for an image: the means over the map, a vector as long as its channels, F_stu averaged
/// over time and aligned by a learned 1x1 convolution where channels differ. It is what the public script of BKDSNN (Xu et al., ECCV
/// 2024) computes under the name KDSNN, since it hands its loss the average-pooled output of the last stage. Scaled to the 512 channels
/// of that stage, half as many in each one before.
/// </summary>
public sealed record PooledFeatureTerm : FeatureTerm
{
    private const float LastStage = 512;

    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of("pooled_feature", "squared distance of features averaged over the map, summed over channels",
        OptionsOf(() => new PooledFeatureTerm()));

    /// <inheritdoc/>
    public override int MapsHeld => 4;

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    protected override FeatureComparison Compare(IReadOnlyList<StagePair> stages, TermContext context)
    {
        Alignment?[] alignments = [.. stages.Select(pair => Alignment.WhereNeeded(context, $"align{pair.StudentIndex + 1}", pair))];
        return (tape, pair, student, teacher, _) =>
        {
            Tensor pooled = tape.AdaptiveAveragePool(student, 1, 1), aligned = alignments[pair]?.Apply(tape, pooled) ?? pooled;
            Tensor difference = tape.Subtract(aligned, tape.AdaptiveAveragePool(teacher, 1, 1));
            return tape.Scale(tape.Mean(tape.Square(difference)), LastStage / (1L << stages[pair].FromLast));
        };
    }
}
