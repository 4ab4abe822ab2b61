using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Σ over stages of ‖mean(F_stu) - mean(F_tea)‖² for an image: the means over the map, a vector as long as its channels, F_stu averaged
/// over time and aligned by a learned 1x1 convolution where channels differ. It is what the public script of BKDSNN (Xu et al., ECCV
/// 2024) computes under the name KDSNN, since it hands its loss the average-pooled output of the last stage. Scaled to the 512 channels
/// of that stage, half as many in each one before.
/// </summary>
internal sealed class PooledFeatureTerm : FeatureTerm
{
    private const float LastStage = 512;

    private readonly Alignment?[] _alignments;

    /// <summary>Makes the term and its alignments.</summary>
    public PooledFeatureTerm(TermSettings settings, TermContext context)
        : base(settings, context)
        => _alignments = [.. Stages.Select(pair => Alignment.WhereNeeded(context, $"align{pair.StudentIndex + 1}", pair))];

    /// <inheritdoc/>
    protected override Tensor Compare(Tape tape, int pair, Tensor student, Tensor teacher, BatchDraw draw)
    {
        Tensor pooled = tape.AdaptiveAveragePool(student, 1, 1), aligned = _alignments[pair]?.Apply(tape, pooled) ?? pooled;
        Tensor difference = tape.Subtract(aligned, tape.AdaptiveAveragePool(teacher, 1, 1));
        return tape.Scale(tape.Mean(tape.Square(difference)), LastStage / (1L << Stages[pair].FromLast));
    }
}
