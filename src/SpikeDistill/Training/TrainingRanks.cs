using System.Text.Json;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Ranks;
using SpikeDistill.Tensors;
using MemoryMarshal = System.Runtime.InteropServices.MemoryMarshal;

namespace SpikeDistill.Training;

/// <summary>
/// A run's part among those who train one network together: every rank has the same weights, works on its share of every batch, and sees the
/// same sums. Where a run is alone, each of these does nothing and changes no bit.
/// </summary>
/// <param name="ranks">The ranks; null for one alone.</param>
internal sealed class TrainingRanks(ICommunicator? ranks) : IDisposable
{
    private GradientExchange? _gradients;

    /// <summary>The ranks; null for one alone.</summary>
    public ICommunicator? Others => ranks is { Count: > 1 } ? ranks : null;

    public int Count => Others?.Count ?? 1;

    /// <summary>How many of them are on this machine; asked first of all, before anything that one rank alone could refuse.</summary>
    public int Here { get; } = ranks is { Count: > 1 } ? ranks.GatherTexts(Environment.MachineName).Count(name => name == Environment.MachineName) : 1;

    /// <summary>Whether this rank keeps the run and tells of it.</summary>
    public bool Leads => ranks is not { Rank: > 0 };

    /// <summary>This rank's share of every batch; null for all of it in one piece.</summary>
    public BatchShare? ShareOf(TrainingSettings settings)
        => Others is { } others ? new BatchShare(others.Rank, others.Count, settings.Accumulate, settings.ShardsOf(others.Count))
            : settings.ShardsOf(1) is > 1 and var shards ? new BatchShare(0, 1, settings.Accumulate, shards)
            : null;

    /// <summary>The shards of every batch that this rank works on.</summary>
    public ShardTurns TurnsOf(TrainingSettings settings) => new(Others, settings.ShardsOf(Count));

    /// <summary>Refuses ranks that would not do the same.</summary>
    /// <exception cref="RanksException">Other programs, other settings or other images on another rank.</exception>
    public void RequireSame(TrainingRun run, ExperimentData data)
    {
        if (Others is not { } others)
        {
            return;
        }

        const string Expected = "Give all ranks the same, in a folder that all machines see, or in copies.";
        others.RequireSame("versions of SpikeDistill", ProgramIdentity.Text, "Install the same on all machines.");
        others.RequireSame("settings of the run", JsonSerializer.Serialize(run.Settings, Json.Line), Expected);
        string images = $"{data.TrainingImages} to train on, {data.EvaluationImages} to evaluate, {data.Shape}, {data.Classes} classes";
        others.RequireSame("images", images, Expected);
        others.RequireSame("teachers", run.Teacher is { } teacher ? TeacherFingerprint.Of(teacher) : "none", Expected);
    }

    /// <summary>Prepares to sum the gradients of what is learned.</summary>
    public void Learn(Engine engine, IReadOnlyList<Parameter> learned, TrainingSettings settings)
        => _gradients = Others is { } others ? new GradientExchange(engine, others, learned, inPairs: settings.Shards is not null) : null;

    /// <summary>Takes up where rank 0's recorder knows the run to stand, with rank 0's weights and all that is remembered beside them.</summary>
    public RecordedRun? Begin(TrainingRun run, RunContents contents)
    {
        RecordedRun? recorded = Leads ? run.Recorder?.Begin(run, contents) : null;
        if (Others is not { } others)
        {
            return recorded;
        }

        foreach (Tensor tensor in Tensors(contents))
        {
            others.Broadcast(MemoryMarshal.AsBytes(tensor.Values));
        }

        string state = others.OfFirst(recorded?.State.ToText() ?? "");
        string environment = others.OfFirst(JsonSerializer.Serialize(recorded?.Environment, Json.Line));
        return state.Length == 0 ? null : new RecordedRun(RunState.Parse(state), Epochs)
        {
            Environment = JsonSerializer.Deserialize<RunEnvironment>(environment, Json.Line),
        };

        IReadOnlyList<EpochMetrics> Epochs()
            => JsonSerializer.Deserialize<List<EpochMetrics>>(others.OfFirst(JsonSerializer.Serialize(recorded?.Epochs() ?? [], Json.Line)), Json.Line)!;
    }

    /// <summary>What any rank is asked for between two batches.</summary>
    public RankSigns Agree(RankSigns own)
    {
        if (Others is not { } others)
        {
            return own;
        }

        Span<double> all = stackalloc double[3 * others.Count];
        others.Gather([own.Cancelled ? 1 : 0, own.Asked ? 1 : 0, own.Due ? 1 : 0], all);
        RankSigns agreed = default;
        for (int at = 0; at < all.Length; at += 3)
        {
            agreed = new RankSigns(agreed.Cancelled || all[at] != 0, agreed.Asked || all[at + 1] != 0, agreed.Due || all[at + 2] != 0);
        }

        return agreed;
    }

    /// <summary>What the part of a batch came to on every rank or shard, each with its share of the batch.</summary>
    /// <exception cref="RanksException">The loss depends on other outputs on another rank, so that gradients would not fit together.</exception>
    public static IReadOnlyList<RankLoss> Together(IReplicas others, RankLoss own, int seeds)
    {
        double[] values = [seeds, .. own.Values], all = new double[values.Length * others.Count];
        others.Gather(values, all);
        RankLoss[] losses = new RankLoss[others.Count];
        for (int rank = 0; rank < losses.Length; rank++)
        {
            ReadOnlySpan<double> of = all.AsSpan(rank * values.Length, values.Length);
            losses[rank] = own.With(of[1..]);
            if ((int)of[0] != (int)all[0])
            {
                throw new RanksException(
                    $"The loss of a batch depends on {(int)all[0]} outputs on rank 0 and on {(int)of[0]} on rank {rank}. A term of one's own must depend on "
                        + "the same outputs whatever the images are.");
            }
        }

        return losses;
    }

    /// <summary>Whether gradients that are complete can travel while others are worked out.</summary>
    public bool Overlaps => _gradients is { Overlaps: true };

    /// <summary>Begins to sum a gradient to which nothing is added any more; all ranks do so in the same order.</summary>
    public void Begin(Tensor parameter, Gradients gradients) => _gradients!.Begin(parameter, gradients);

    /// <summary>Makes gradients of this rank's share those of the whole batch.</summary>
    public void Sum(Gradients gradients) => _gradients?.Sum(gradients);

    /// <summary>Where each rank normalizes for itself: makes running statistics the mean of those that ranks moved them to.</summary>
    public void Average(Network network, TrainingSettings settings)
    {
        if (Others is not { } others || settings.SynchronizeNormalization || network.Buffers.Count == 0)
        {
            return;
        }

        float[] own = [.. network.Buffers.SelectMany(buffer => buffer.Value.Values.ToArray())], all = new float[own.Length * others.Count];
        others.Gather(MemoryMarshal.AsBytes<float>(own), MemoryMarshal.AsBytes(all.AsSpan()));
        int at = 0;
        foreach (NetworkBuffer buffer in network.Buffers)
        {
            Span<float> values = buffer.Value.Values;
            for (int i = 0; i < values.Length; i++, at++)
            {
                double sum = 0;
                for (int rank = 0; rank < others.Count; rank++) sum += all[(rank * own.Length) + at];
                values[i] = (float)(sum / others.Count);
            }
        }
    }

    /// <summary>What all ranks have counted.</summary>
    public FiringMonitor Together(FiringMonitor own)
    {
        if (Others is not { } others)
        {
            return own;
        }

        using MemoryStream counted = new();
        using (BinaryWriter writer = new(counted)) own.Write(writer);
        FiringMonitor sum = new();
        foreach (byte[] one in others.GatherAll(counted.ToArray()))
        {
            using BinaryReader reader = new(new MemoryStream(one));
            sum.Add(reader);
        }

        return sum;
    }

    /// <summary>Images that any rank could not read.</summary>
    public IReadOnlyList<SkippedImage> Together(IReadOnlyList<SkippedImage> own)
        => Others is not { } others ? own
            : [
                .. others.GatherTexts(JsonSerializer.Serialize(own, Json.Line))
                    .SelectMany(text => JsonSerializer.Deserialize<SkippedImage[]>(text, Json.Line)!)
                    .DistinctBy(image => image.Name, StringComparer.Ordinal),
            ];

    /// <summary>Refuses to go on where ranks have come to different weights: their processors do not compute the same.</summary>
    /// <exception cref="RanksException">They differ.</exception>
    public void RequireSameWeights(RunContents contents, int epoch)
    {
        if (Others is { } others)
        {
            others.RequireSame(
                $"weights after epoch {epoch}",
                $"{TeacherFingerprint.Of(Tensors(contents))[..16]} with {Simd.Current} vectors",
                "Processors with vectors of different widths may round differently; take machines of one kind.");
        }
    }

    public void Dispose() => _gradients?.Dispose();

    private static IEnumerable<Tensor> Tensors(RunContents contents)
        => contents.Student.Named.Select(one => one.Value)
            .Concat(contents.Learned.Select(one => one.Value))
            .Concat(contents.Optimizer.State.Select(one => one.Value));
}

/// <summary>What a rank is asked for between two batches.</summary>
/// <param name="Cancelled">To stop, by whoever started it.</param>
/// <param name="Asked">To stop, by whoever watches the run.</param>
/// <param name="Due">To keep where it stands.</param>
internal readonly record struct RankSigns(bool Cancelled, bool Asked, bool Due);

/// <summary>What a share of a batch came to.</summary>
/// <param name="Share">The share of the whole batch.</param>
/// <param name="Terms">The terms, of its images alone.</param>
/// <param name="Accuracy">What it was right on; null where that is counted elsewhere.</param>
internal sealed record RankLoss(double Share, IReadOnlyList<TermValue> Terms, AccuracyState? Accuracy)
{
    /// <summary>All of it in a row.</summary>
    public double[] Values =>
    [
        Share, .. Terms.SelectMany(term => new[] { term.Value, term.GradientNorm, term.FeatureGradientNorm }),
        Accuracy!.Images, Accuracy.RightOfMean, Accuracy.CrossEntropy, .. Accuracy.RightAtStep,
    ];

    /// <summary>One of the same terms and steps from such a row.</summary>
    public RankLoss With(ReadOnlySpan<double> values)
    {
        double[] row = values.ToArray();
        int accuracy = 1 + (3 * Terms.Count);
        return new RankLoss(
            row[0],
            [.. Terms.Select((term, i) => new TermValue(term.Name, row[1 + (3 * i)], row[2 + (3 * i)], row[3 + (3 * i)]))],
            new AccuracyState((int)row[accuracy], row[accuracy + 1], row[(accuracy + 3)..], row[accuracy + 2]));
    }
}
