using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Ranks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>
/// What a batch does to a network: forward pass, objective and backward pass of every part and shard of it that this process works on, the sum of
/// their gradients with those of all others, and the update.
/// </summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly ExperimentSettings _settings;
    private readonly Network _student;
    private readonly Objective _objective;
    private readonly IOptimizer _optimizer;
    private readonly TrainingRanks _ranks;
    private readonly IReadOnlyList<Parameter> _learned;
    private readonly HashSet<Tensor> _watched = new(ReferenceEqualityComparer.Instance);
    private readonly GradientSum? _sum;
    private readonly ShardTurns _turns;

    /// <param name="settings">The run.</param>
    /// <param name="student">What is trained.</param>
    /// <param name="objective">What it is trained for.</param>
    /// <param name="optimizer">Moves what is learned.</param>
    /// <param name="ranks">Those who train with this process.</param>
    public TrainingStep(ExperimentSettings settings, Network student, Objective objective, IOptimizer optimizer, TrainingRanks ranks)
    {
        (_settings, _student, _objective, _optimizer, _ranks) = (settings, student, objective, optimizer, ranks);
        _learned = [.. student.Parameters, .. objective.Parameters];
        _sum = settings.Training.Accumulate > 1 ? new GradientSum(student.Engine, _learned) : null;
        _turns = ranks.TurnsOf(settings.Training);

        // Gradients of parts that are still to be added up cannot travel before.
        if (ranks.Overlaps && _sum is null) _watched.UnionWith(student.Parameters.Select(parameter => parameter.Value));
    }

    /// <summary>Takes the step.</summary>
    /// <param name="teaching">The teacher; null without one.</param>
    /// <param name="batch">The images of this process.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="totals">Where what it came to is added.</param>
    /// <param name="firing">Counts spikes; null for nobody.</param>
    public void Run(Teaching? teaching, Batch batch, double rate, EpochTotals totals, FiringMonitor? firing)
    {
        int parts = Math.Min(_settings.Training.Accumulate, batch.Whole), shards = _turns.Shards.Count;
        TermValue[] terms = [.. _objective.TermNames.Select(name => new TermValue(name, 0, 0, 0))];
        for (int part = 0; part < parts; part++)
        {
            ShardPass[] passes = new ShardPass[shards];
            for (int shard = 0; shard < shards; shard++)
            {
                Batch images = parts * shards == 1 ? batch : batch.Part((part * shards) + shard, parts * shards);
                passes[shard] = new ShardPass(NewTape(passes, shard), _turns.Shards[shard], images, Moves: shard == 0);
            }

            try
            {
                _turns.Run(shard => GoThrough(passes[shard], teaching, batch.Whole, totals.Right, firing));
                foreach (RankLoss one in passes[0].Losses)
                {
                    terms = [.. terms.Zip(one.Terms, (sum, term) => sum.With(term, one.Share))];
                    if (one.Accuracy is not null) totals.Right.Add(one.Accuracy);
                }

                _ranks.Average(_student, _settings.Training);
                Gradients gradients = Joined(passes);
                if (_settings.Training.Shards is not null) _ranks.Sum(gradients);
                if (part < parts - 1)
                {
                    _sum!.Take(gradients);
                    continue;
                }

                _sum?.GiveTo(gradients);
                if (_settings.Training.Shards is null) _ranks.Sum(gradients);
                totals.Add(terms, (double)batch.Whole / _settings.Training.BatchSize);
                _optimizer.Step(gradients, rate, Clipping(gradients, totals));
            }
            finally
            {
                foreach (ShardPass pass in passes) pass.Tape.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turns.Dispose();
        _sum?.Dispose();
    }

    private Tape NewTape(ShardPass[] passes, int shard) => new(_student.Engine)
    {
        Replicas = _settings.Training.SynchronizeNormalization ? _turns.Shards[shard] : null,
        Watch = _watched.Count == 0 ? null : new GradientWatch(_watched, (parameter, gradients) =>
        {
            passes[shard].Gradients = gradients;

            // In the last shard's turn the others have come as far.
            if (shard < passes.Length - 1) return;
            Join(passes, parameter);
            _ranks.Begin(parameter, passes[0].Gradients!);
        }),
    };

    /// <summary>Forward and backward pass of a shard.</summary>
    private void GoThrough(ShardPass pass, Teaching? teaching, int whole, AccuracyCounter right, FiringMonitor? firing)
    {
        double share = (double)pass.Images.Count / whole;
        if (pass.All is not { } all)
        {
            ObjectiveResult alone = Forward(pass, teaching, right, firing);
            pass.Losses = [new RankLoss(share, alone.Terms, Accuracy: null)];
            pass.Gradients = pass.Tape.Backward(alone.SeedsTimes((float)share));
            return;
        }

        AccuracyCounter own = new(_settings.Network.Timesteps);
        ObjectiveResult loss = Forward(pass, teaching, own, firing);
        pass.Losses = TrainingRanks.Together(all, new RankLoss(share, loss.Terms, own.State), loss.Seeds.Length);
        pass.Gradients = pass.Tape.Backward(loss.SeedsTimes((float)share));
    }

    private ObjectiveResult Forward(ShardPass pass, Teaching? teaching, AccuracyCounter right, FiringMonitor? firing)
    {
        (Tape tape, Batch batch) = (pass.Tape, pass.Images);
        Tensor images = batch.ImagesIn(tape, _settings.Network.Timesteps);
        NetworkOutput output = _student.Forward(tape, images, ForwardOptions.ForTraining with
        {
            Observer = firing,
            KeepStageFeatures = _objective.NeedsFeatures,
            Recompute = _settings.Training.Recompute,
            Draws = new SampleDraws(_settings.Seed, batch.Epoch, batch.Indices),
            LeavesStatistics = !pass.Moves,
        });
        TeacherPass? taught = teaching?.Say(tape, images, batch);
        right.Add(output.Logits, batch.Labels, batch.Mix);
        return _objective.Evaluate(tape, new TermInputs(output.Logits, batch.Labels, taught?.Logits)
        {
            Mix = batch.Mix,
            StudentFeatures = output.StageFeatures,
            TeacherFeatures = taught?.Features ?? [],
            TeacherStepLogits = taught?.StepLogits,
            TeacherStepFeatures = taught?.StepFeatures ?? [],
            Draw = new BatchDraw(_settings.Seed, batch.Epoch, batch.Indices),
            Progress = _settings.Training.ShareBefore(batch.Epoch),
        });
    }

    /// <summary>The gradients of all shards of this process, on the first one's tape; the others' tapes end.</summary>
    private Gradients Joined(ShardPass[] passes)
    {
        foreach (Parameter parameter in _learned) Join(passes, parameter.Value);
        foreach (ShardPass pass in passes.AsSpan(1)) pass.Tape.Dispose();
        return passes[0].Gradients!;
    }

    /// <summary>Adds up what shards have of a gradient, and leaves it with the first.</summary>
    private static void Join(ShardPass[] passes, Tensor parameter)
    {
        foreach ((int into, int from) in SumOrder.InPairs(passes.Length))
        {
            passes[from].Gradients!.MoveTo(passes[into].Gradients!, parameter);
        }
    }

    /// <summary>What the gradients are multiplied by to keep within the limit; 1 where there is none.</summary>
    private double Clipping(Gradients gradients, EpochTotals totals)
    {
        if (_settings.Training.ClipNorm is not { } limit)
        {
            return 1;
        }

        double norm = GradientClipping.Norm(_learned, gradients);
        totals.AddGradientNorm(norm, clipped: norm > limit);
        return GradientClipping.Scale(norm, limit);
    }

    /// <summary>A shard on its way.</summary>
    /// <param name="Tape">Its pass.</param>
    /// <param name="All">All shards, as it sees them; null where it is the whole batch.</param>
    /// <param name="Images">Its images.</param>
    /// <param name="Moves">Whether it moves the network's running statistics.</param>
    private sealed record ShardPass(Tape Tape, IReplicas? All, Batch Images, bool Moves)
    {
        public IReadOnlyList<RankLoss> Losses { get; set; } = [];

        public Gradients? Gradients { get; set; }
    }
}
