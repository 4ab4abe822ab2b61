using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Training;

/// <summary>What the frozen teacher says to a batch: constants that live on the student's tape.</summary>
/// <param name="Logits">[N, classes], averaged over its steps where it spikes.</param>
/// <param name="Features">Its stage features, [N, H, W, C], averaged alike, where they were asked for.</param>
internal sealed record TeacherPass(Tensor Logits, IReadOnlyList<Tensor> Features)
{
    /// <summary>The logits step by step, [T_tea, N, classes], where steps were asked for and it has more than one.</summary>
    public Tensor? StepLogits { get; init; }

    /// <summary>The features step by step, [T_tea, N, H, W, C], floats, where they and steps were asked for; else empty.</summary>
    public IReadOnlyList<Tensor> StepFeatures { get; init; } = [];

    /// <summary>Runs the teacher once, in evaluation mode, on a tape that does not record.</summary>
    /// <param name="tape">The student's.</param>
    /// <param name="teacher">The teacher.</param>
    /// <param name="images">The images as the student sees them.</param>
    /// <param name="constants">The constants they are normalized with; the teacher sees them with its own.</param>
    /// <param name="features">Whether its features are asked for.</param>
    /// <param name="steps">Whether its outputs are asked for step by step.</param>
    /// <param name="samples">The images' places in their data set, which random codes are drawn by; null for their places in the batch.</param>
    public static TeacherPass Run(
        Tape tape, Network teacher, Tensor images, PixelNormalization constants, bool features, bool steps = false, IReadOnlyList<int>? samples = null)
    {
        using Tape frozen = new(tape.Engine, recording: false);
        Tensor shown = frozen.ShownTo(images, constants, teacher);
        NetworkOutput output = teacher.Forward(frozen, shown, ForwardOptions.Evaluation with
        {
            KeepStageFeatures = features,
            Draws = samples is null ? null : SampleDraws.Fixed(samples),
        });
        bool kept = steps && teacher.Settings.Timesteps > 1;
        return new TeacherPass(
            tape.Keep(frozen.MeanOverTime(output.Logits)), [.. output.StageFeatures.Select(stage => tape.Keep(frozen.MeanOverTime(stage)))])
        {
            StepLogits = kept ? tape.Keep(output.Logits) : null,
            StepFeatures = kept ? [.. output.StageFeatures.Select(stage => tape.Keep(frozen.Widen(stage)))] : [],
        };
    }
}
