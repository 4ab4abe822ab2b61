using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Analyses;

/// <summary>
/// Goes back from a run's objective to the input currents of single neurons, once from its terms of features and once from the others (what BKDSNN's
/// Fig. A1 shows of its blurred term). Normalization is by the running statistics, and terms have what they had learned when the run ended.
/// </summary>
public static class GradientAnalyzer
{
    private const int Images = 32, MostNeurons = 200;

    /// <summary>Analyzes a run.</summary>
    /// <param name="run">The run; its checkpoint has what its terms learned.</param>
    /// <param name="student">Its network.</param>
    /// <param name="teacher">Its teacher.</param>
    /// <param name="data">The images.</param>
    /// <returns>The gradients; null where no term reads features, the network does not spike, or what terms learned was not kept.</returns>
    public static FeatureGradients? Analyze(RunFolder run, Network student, Network teacher, ExperimentData data)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(data);
        ObjectiveSettings whole = run.Settings.Objective;
        Term[] ofFeatures = [.. whole.Terms.Where(term => term.NeedsFeatures)], others = [.. whole.Terms.Except(ofFeatures)];
        if (!student.Dynamics.Spiking || ofFeatures.Length == 0 || !run.HasState)
        {
            return null;
        }

        using Objective features = Made(ofFeatures);
        using Objective? rest = others.Length == 0 ? null : Made(others);
        Checkpoint.LoadAuxiliary(run.CheckpointPath, [.. features.Parameters, .. rest?.Parameters ?? []]);
        Batch batch = data.SomeEvaluationBatches(student.Engine, Images, Images).Epoch(0).First();
        return Back(features, layer: null) is { } added
            ? added.Against(rest is null ? null : Back(rest, added.Layer), [.. features.TermNames], MostNeurons)
            : null;

        // Terms that count in one part of the training alone, as LaSNN's do, are looked at as where they count.
        Objective Made(Term[] terms) => new(
            whole with { Terms = [.. terms.Select(term => term with { From = 0, Until = 1 })] },
            new ObjectiveContext(student.Engine, Stages(student), Stages(teacher), run.Settings.Seed));

        IReadOnlyList<MapShape> Stages(Network network) => network.Description.StageShapes(data.Shape.Height, data.Shape.Width);

        LayerGradient? Back(Objective objective, string? layer)
        {
            using Tape tape = new(student.Engine);
            return LayerGradient.Of(student, tape, batch, layer, (output, images) => Value(objective, tape, output, images));
        }

        ObjectiveResult Value(Objective objective, Tape tape, NetworkOutput output, Tensor images)
        {
            Tensor seen = batch.OverTime ? batch.ImagesIn(tape, teacher.Settings.Timesteps) : images;
            TeacherPass taught = TeacherPass.Run(
                tape, teacher, seen, data.Source.Normalization, whole.NeedsFeatures, whole.NeedsTeacherSteps, batch.Indices);
            return objective.Evaluate(tape, new TermInputs(output.Logits, batch.Labels, taught.Logits)
            {
                StudentFeatures = output.StageFeatures,
                TeacherFeatures = taught.Features,
                TeacherStepLogits = taught.StepLogits,
                TeacherStepFeatures = taught.StepFeatures,
                Draw = new BatchDraw(run.Settings.Seed, run.Settings.Training.Epochs, batch.Indices),
                Progress = run.Settings.Training.ShareBefore(run.Settings.Training.Epochs),
            });
        }
    }
}
