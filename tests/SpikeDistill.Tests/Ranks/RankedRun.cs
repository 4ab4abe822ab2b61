using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Neurons;
using SpikeDistill.Ranks;
using SpikeDistill.Tensors;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Ranks;

/// <summary>A run that ranks in this process share.</summary>
internal static class RankedRun
{
    /// <summary>Trains and returns what each rank ends with.</summary>
    /// <param name="count">The number of ranks; 1 trains alone.</param>
    /// <param name="settings">The run.</param>
    /// <param name="recorder">Rank 0's; null for none.</param>
    /// <param name="observers">Each rank's; null for none.</param>
    /// <param name="threads">Threads of a rank.</param>
    /// <param name="tokens">What stops each rank; null for nothing.</param>
    /// <param name="cache">Where the teacher's logits are kept.</param>
    public static IReadOnlyList<RankResult> Train(
        int count, ExperimentSettings settings, Func<IRunRecorder>? recorder = null, RecordingObserver[]? observers = null, int threads = 1,
        CancellationToken[]? tokens = null, TeacherLogitsCache? cache = null)
        => count == 1 ? [Of(null, settings, recorder, observers, threads, tokens, cache)]
            : LocalRanks.Run(count, ranks => Of(ranks, settings, recorder, observers, threads, tokens, cache));

    /// <summary>The part of one of them; null trains alone.</summary>
    public static RankResult Of(
        ICommunicator? ranks, ExperimentSettings settings, Func<IRunRecorder>? recorder = null, RecordingObserver[]? observers = null, int threads = 1,
        CancellationToken[]? tokens = null, TeacherLogitsCache? cache = null)
    {
        int rank = ranks?.Rank ?? 0;
        using Engine engine = new(threads);
        using Network student = new(engine, settings.Network, settings.Neuron, settings.Seed);
        using Network? teacher = settings.Objective.NeedsTeacher ? new Network(engine, TinyRun.Teacher, new Lif { DecayInput = false }, seed: 1) : null;
        TrainingRun run = new(student, ImageData.Open(settings.Data.Set), settings)
        {
            Teacher = teacher,
            Ranks = ranks,
            Cache = cache,
            Recorder = rank == 0 ? recorder?.Invoke() : null,
        };
        IReadOnlyList<EpochMetrics> epochs = run.Train(observers?[rank] ?? new RecordingObserver(), tokens?[rank] ?? default);
        return new RankResult([.. student.Named.SelectMany(one => one.Value.Values.ToArray())], epochs);
    }
}

/// <summary>What a rank ends with.</summary>
/// <param name="Weights">All weights and running statistics.</param>
/// <param name="Epochs">The measures.</param>
internal sealed record RankResult(float[] Weights, IReadOnlyList<EpochMetrics> Epochs);
