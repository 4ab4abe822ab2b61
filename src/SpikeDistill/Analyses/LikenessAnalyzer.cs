using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Statistics;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Training;

namespace SpikeDistill.Analyses;

/// <summary>Compares a student with its teacher inside (what BKDSNN's Fig. 2 and 3 show in pictures), as a number. It changes nothing of either.</summary>
public static class LikenessAnalyzer
{
    private const int BatchSize = 100;

    /// <summary>Compares them.</summary>
    /// <param name="student">The student.</param>
    /// <param name="teacher">Its teacher.</param>
    /// <param name="data">The images.</param>
    /// <param name="settings">How many are looked at; null for the usual.</param>
    /// <param name="token">Stops between images.</param>
    public static TeacherLikeness Analyze(
        Network student, Network teacher, ExperimentData data, AnalysisSettings? settings = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(data);
        settings ??= new AnalysisSettings();
        FeatureCollector ofStudent = new(settings.EmbeddedImages), ofTeacher = new(settings.EmbeddedImages);
        BatchLoader batches = data.SomeEvaluationBatches(student.Engine, BatchSize, settings.EmbeddedImages);
        List<double> agreements = [];
        int looked = 0;
        foreach (Batch batch in batches.Epoch(0))
        {
            token.ThrowIfCancellationRequested();
            using Tape tape = new(student.Engine, recording: false);
            Tensor seen = Collect(student, ofStudent), taught = Collect(teacher, ofTeacher);
            for (int image = 0; image < batch.Count && looked < settings.HeatImages; image++, looked++)
            {
                token.ThrowIfCancellationRequested();
                ClassHeat own = Heat(student, seen, image), given = Heat(teacher, taught, image);
                if (own.AgreementWith(given) is { } agreement)
                {
                    agreements.Add(agreement);
                }
            }

            Tensor Collect(Network network, FeatureCollector features)
            {
                Tensor shown = tape.ShownTo(batch.ImagesIn(tape, network.Settings.Timesteps), batches.Normalization, network);
                ForwardOptions options = new() { KeepStageFeatures = true, Draws = SampleDraws.Fixed(batch.Indices) };
                features.Add(tape, network.Forward(tape, shown, options).StageFeatures, batch.Labels);
                return shown;
            }

            ClassHeat Heat(Network network, Tensor shown, int image)
            {
                using Tape own = new(network.Engine);
                return ClassHeat.Of(network, own, tape.Slice(shown, batch.OverTime ? 1 : 0, image, 1), batch.Labels[image]);
            }
        }

        int images = Math.Min(ofStudent.Images, ofTeacher.Images);
        return new TeacherLikeness(
            images == 0 ? null : KernelAlignment.Linear(ofStudent.Values, ofTeacher.Values, images),
            images,
            agreements.Count == 0 ? null : agreements.Average(),
            agreements.Count);
    }
}
