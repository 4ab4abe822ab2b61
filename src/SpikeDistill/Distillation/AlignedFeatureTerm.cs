using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// Σ over stages of the mean of (align(F_stu) - F_tea)², the features' part of KDSNN (Xu et al., CVPR 2023), with F_stu averaged over
/// time and a learned 1x1 convolution for every stage. No public code exists: that the distance is taken so is the reading adopted here.
/// </summary>
internal sealed class AlignedFeatureTerm : FeatureTerm
{
    private readonly Alignment[] _alignments;

    /// <summary>Makes the term and its alignments.</summary>
    public AlignedFeatureTerm(TermSettings settings, TermContext context)
        : base(settings, context)
        => _alignments = [.. Stages.Select(pair => new Alignment(context, $"align{pair.StudentIndex + 1}", pair.Student.Channels, pair.Teacher.Channels))];

    /// <inheritdoc/>
    protected override Tensor Compare(Tape tape, int pair, Tensor student, Tensor teacher, BatchDraw draw)
    {
        (student, teacher) = ToSmaller(tape, student, teacher);
        return tape.Mean(tape.Square(tape.Subtract(_alignments[pair].Apply(tape, student), teacher)));
    }
}
