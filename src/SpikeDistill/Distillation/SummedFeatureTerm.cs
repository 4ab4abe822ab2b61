using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>
/// Σ over stages of ‖F_stu - F_tea‖² for an image, F_stu averaged over time and aligned by a learned 1x1 convolution where channels
/// differ: what the public code of BKDSNN calls KDSNN (last stage) and LaSNN (all stages) in its comparisons. Scaled to the number of
/// elements (<see cref="ElementCount"/>).
/// </summary>
internal sealed class SummedFeatureTerm : FeatureTerm
{
    private readonly Alignment?[] _alignments;

    /// <summary>Makes the term and its alignments.</summary>
    public SummedFeatureTerm(TermSettings settings, TermContext context)
        : base(settings, context)
        => _alignments = [.. Stages.Select(pair => Alignment.WhereNeeded(context, $"align{pair.StudentIndex + 1}", pair))];

    /// <inheritdoc/>
    protected override Tensor Compare(Tape tape, int pair, Tensor student, Tensor teacher, BatchDraw draw)
    {
        (student, teacher) = ToSmaller(tape, student, teacher);
        Tensor aligned = _alignments[pair]?.Apply(tape, student) ?? student;
        return ElementCount.Distance(tape, aligned, teacher, Stages[pair]);
    }
}
