using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Optimization;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Training;

/// <summary>A run while it trains: everything that one <see cref="TrainingRun.Train(ITrainingObserver, CancellationToken)"/> makes, and its epochs.</summary>
internal sealed class TrainingLoop : IDisposable
{
    private readonly Engine _engine;
    private readonly TrainingRun _run;
    private readonly ExperimentSettings _settings;
    private readonly ExperimentData _data;
    private readonly ITrainingObserver _observer;
    private readonly IReadOnlyList<string> _termNames;
    private readonly Network _student;
    private readonly Network? _teacher;
    private readonly BatchLoader _batches;
    private readonly Objective _objective;
    private readonly IOptimizer _optimizer;
    private readonly LearningRates _rates;
    private readonly RunContents _contents;
    private readonly TakenWeights? _taken;
    private readonly TrainingRanks _ranks;
    private readonly TrainingStep _step;

    private SkippedImagesTold _skipped;

    // Made once: each holds batches of images.
    private readonly Lazy<BatchLoader> _evaluated;
    private readonly Lazy<BatchLoader> _plain;

    /// <summary>Makes what the run needs; nothing is left where that is impossible.</summary>
    /// <exception cref="RunException">Impossible settings.</exception>
    public TrainingLoop(TrainingRun run, ExperimentData data, ITrainingObserver observer)
    {
        (_run, _settings, _data, _observer) = (run, run.Settings, data, observer);
        (_student, _teacher, _engine) = (run.Student, run.Settings.Objective.NeedsTeacher ? run.Teacher : null, run.Student.Engine);
        _ranks = new TrainingRanks(run.Ranks);
        RunException.Guard(() => RunChecks.Check(run, data, _ranks));
        _ranks.RequireSame(run, data);
        _termNames = _settings.Objective.TermNames;
        _batches = data.TrainingBatches(
            _engine, _settings.Training.BatchSize, _settings.Seed, _settings.Training.DropLast, _ranks.ShareOf(_settings.Training));
        _rates = _settings.Training.Rates(_batches.BatchesPerEpoch);
        InitialWeights? start = run.Init ?? (_settings.Init == InitialWeights.OfTeacher ? InitialWeights.Of(_teacher!, InitialWeights.OfTeacher) : null);

        // Before anything of the run is on disk, and before an average of the weights begins; what a recorder keeps of a run that goes on replaces them.
        _taken = start?.PutInto(_student, data.Source.Normalization);
        _objective = MakeObjective();
        try
        {
            IReadOnlyList<Parameter> learned = [.. _student.Parameters, .. _objective.Parameters];
            _optimizer = RunException.Guard(() => _settings.Training.Optimizer.Start(_engine, learned, _settings.Training.Decay));
            _optimizer = _settings.Training.EmaDecay is { } decay ? new WeightAverage(_optimizer, _student, decay) : _optimizer;
            _ranks.Learn(_engine, learned, _settings.Training);
            _step = new TrainingStep(_settings, _student, _objective, _optimizer, _ranks);
        }
        catch
        {
            _ranks.Dispose();
            _optimizer?.Dispose();
            _objective.Dispose();
            throw;
        }

        _skipped = new SkippedImagesTold(observer, _data.Shape.OverTime, told: null);
        _contents = new RunContents(_student, _objective.Parameters, _optimizer);
        _evaluated = new Lazy<BatchLoader>(() => _data.EvaluationBatches(_engine, Evaluator.DefaultBatchSize));
        _plain = new Lazy<BatchLoader>(() => _data.PlainTrainingBatches(_engine, Evaluator.DefaultBatchSize));
        _student.TrainedOn = TrainedOn.Of(data.Source);
    }

    /// <summary>Trains to the last epoch, from where the recorder knows the run to stand.</summary>
    public IReadOnlyList<EpochMetrics> Run(CancellationToken token)
    {
        RecordedRun? recorded = _ranks.Begin(_run, _contents);
        try
        {
            return Run(recorded, token);
        }
        finally
        {
            Recorder?.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _step.Dispose();
        _ranks.Dispose();
        _optimizer.Dispose();
        _objective.Dispose();
    }

    private IRunRecorder? Recorder => _ranks.Leads ? _run.Recorder : null;

    private List<EpochMetrics> Run(RecordedRun? recorded, CancellationToken token)
    {
        string? fingerprint = _teacher is null ? null : TeacherFingerprint.Of(_teacher);
        TeacherFunction? function = _teacher is null ? null : TeacherFunction.Of(_teacher, _data.Source.Normalization);
        if (recorded is not null)
        {
            RunChecks.CheckState(_run, recorded.State.Position, _data.Source.Normalization, _batches.BatchesPerEpoch, fingerprint);
        }

        using Teaching? teaching = _teacher is null ? null : new Teaching(
            _teacher, fingerprint!, _run.Cache, _data, _settings, _ranks.ShareOf(_settings.Training), _observer.Warning);
        List<EpochMetrics> metrics = [.. recorded?.Epochs() ?? []];
        IReadOnlyList<ComputedBy> computed = ComputedBy.With(
            recorded?.State.Position,
            recorded?.Environment,
            RunEnvironment.Describe(_engine, _settings.Seed) with { Ranks = _settings.Training.Shards is null ? _ranks.Count : 1 },
            _observer.Warning);
        TakenWeights? start = recorded is null ? Began() : recorded.State.Start;
        TrainingState state = (recorded?.State.Position ?? new TrainingState(Epoch: 0)) with
        {
            Teacher = fingerprint,
            TeacherFunction = function,
            Computed = computed,
            Start = start,
        };
        if (_teacher is not null && recorded is null && TeacherCheck.Problem(_teacher, _data, _ranks.Others, token) is { } problem)
        {
            _observer.Warning(problem);
        }

        if (recorded is null && !_settings.Objective.NeedsTeacher && (_run.Teacher is not null || _settings.Teacher is not null))
        {
            TrainingWarnings.OfUnreadTeacher(_settings.Objective.Method, _observer);
        }

        if (_settings.Training.EmaDecay is { } decay && recorded is null)
        {
            TrainingWarnings.OfAverage(decay, (long)_settings.Training.Epochs * _batches.BatchesPerEpoch, _observer);
        }

        _skipped = new SkippedImagesTold(_observer, _data.Shape.OverTime, state.Skipped);
        TellSkipped();
        while (state.Epoch < _settings.Training.Epochs)
        {
            int epoch = state.Epoch + 1;
            EpochMetrics trained = TrainEpoch(state, teaching, token);
            bool evaluate = epoch == _settings.Training.Epochs || epoch % _settings.Training.EvaluateEvery == 0;
            _contents.AsEvaluated(
                () => metrics.Add((evaluate ? Evaluate(trained, token) : trained) with { SkippedImages = TellSkipped() }));
            state = new TrainingState(epoch, Teacher: fingerprint, TeacherFunction: function, Computed: computed, Start: start) { Skipped = _skipped.Names };
            _ranks.RequireSameWeights(_contents, epoch);
            Recorder?.EndEpoch(_contents, new RunState(state), metrics, IsBest(metrics));
            _observer.EpochDone(metrics[^1]);
        }

        // The student leaves the run as it was evaluated.
        (_optimizer as WeightAverage)?.Exchange();
        return metrics;
    }

    /// <summary>Tells what a run that begins was given to begin with; null for its own weights.</summary>
    private TakenWeights? Began()
    {
        if (_taken is not null)
        {
            _observer.WeightsTaken(_taken);
        }
        else if (_settings.Init is { } place && _ranks.Leads)
        {
            throw new RunException($"The run starts from the weights of {place}, but they are not given (TrainingRun.Init).");
        }

        return _taken;
    }

    private EpochMetrics TrainEpoch(TrainingState start, Teaching? teaching, CancellationToken token)
    {
        int epoch = start.Epoch + 1, done = start.Batch, count = _batches.BatchesPerEpoch;
        EpochTotals totals = new(_termNames, _settings.Network.Timesteps, start.Totals);
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan stalledBefore = _batches.StalledTime, saved = TimeSpan.Zero;
        _engine.Memory.ResetPeak();
        FiringMonitor firing = new();
        int cachedBefore = teaching?.CachedBatches ?? 0;
        teaching?.Begin(epoch);
        foreach (Batch batch in _batches.Epoch(epoch, firstBatch: done))
        {
            RankSigns signs = _ranks.Agree(new RankSigns(
                token.IsCancellationRequested, Recorder?.IsAskedToStop == true, _ranks.Leads && clock.Elapsed - saved >= _run.SaveInterval));
            if (signs.Cancelled || signs.Asked || signs.Due)
            {
                TellSkipped();
                Save(StateNow());
                saved = clock.Elapsed;
                if (signs.Cancelled) throw new OperationCanceledException(token);
                if (signs.Asked) throw new RunStoppedException($"The run was asked to stop after batch {done} of epoch {epoch}.");
            }

            double rate = _rates.At(((long)(epoch - 1) * count) + done);
            _step.Run(teaching, batch, rate, totals, ++done == count ? firing : null);
            Told(
                new BatchProgress(epoch, _settings.Training.Epochs, "train", done, count, _settings.Training.BatchSize, totals.Loss, totals.Accuracy)
                {
                    Terms = totals.Terms,
                });
            StopUnlessFinite(totals, epoch, done);
        }

        // The evaluation that follows takes a while; what is trained is safe before it begins.
        teaching?.Save();
        TellSkipped();
        TrainingState trained = StateNow();
        Save(trained);
        TrainingWarnings.OfLoss(totals, epoch, _observer);
        TrainingWarnings.OfFiring(_ranks.Together(firing), _student.Graph, epoch, _observer);
        return new EpochMetrics
        {
            Epoch = epoch,
            LearningRate = _rates.At(((long)epoch * count) - 1),
            Loss = totals.Loss,
            Terms = totals.Terms,
            Clipping = totals.Clipping,
            TrainAccuracy = totals.Accuracy,
            TrainSeconds = trained.Seconds,
            StalledSeconds = trained.StalledSeconds,
            PeakTensorBytes = trained.PeakTensorBytes,
            CachedTeacherBatches = teaching is null ? null : trained.CachedTeacherBatches,
        };

        TrainingState StateNow() => new(
            start.Epoch,
            done,
            totals.State,
            start.Seconds + clock.Elapsed.TotalSeconds,
            start.StalledSeconds + (_batches.StalledTime - stalledBefore).TotalSeconds,
            Math.Max(start.PeakTensorBytes, _engine.Memory.PeakBytesInUse),
            start.Teacher,
            start.Computed,
            start.CachedTeacherBatches + (teaching?.CachedBatches ?? 0) - cachedBefore,
            start.TeacherFunction,
            start.Start)
        { Skipped = _skipped.Names };
    }

    private Objective MakeObjective()
        => RunException.Guard(() => new Objective(
            _settings.Objective,
            new ObjectiveContext(_engine, Stages(_student), _teacher is null ? [] : Stages(_teacher), _settings.Seed)));

    private IReadOnlyList<MapShape> Stages(Network network) => network.Description.StageShapes(_data.Shape.Height, _data.Shape.Width);

    /// <summary>Evaluates after an epoch; after the last one also against the teacher, and on the training images where that is asked for.</summary>
    private EpochMetrics Evaluate(EpochMetrics trained, CancellationToken token)
    {
        bool last = trained.Epoch == _settings.Training.Epochs;
        Network? compared = last ? _teacher : null;
        return trained with
        {
            Evaluation = Over(_evaluated.Value, _data.EvaluationSplit),
            TrainEvaluation = last && _settings.Training.EvaluateTrain ? Over(_plain.Value, "train") : null,
        };

        Evaluation Over(BatchLoader batches, string split)
        {
            Evaluation evaluation = SharedEvaluation.Run(
                _ranks.Others,
                _student,
                batches,
                split,
                (done, accuracy) => Told(
                    new BatchProgress(
                        trained.Epoch, _settings.Training.Epochs, "evaluate", done, batches.BatchesPerEpoch, Evaluator.DefaultBatchSize, 0, accuracy)),
                token,
                compared);
            if (!double.IsFinite(evaluation.Loss))
            {
                Diverged($"The loss on the {split} images is no longer a number after epoch {trained.Epoch}.", trained.Epoch);
            }

            return evaluation;
        }
    }

    /// <summary>Tells of images that could not be read, on any rank.</summary>
    private int? TellSkipped() => _skipped.Tell(_ranks.Together(_data.Skipped));

    private void Told(BatchProgress progress)
    {
        _observer.BatchDone(progress);
        Recorder?.BatchDone(progress);
    }

    /// <summary>Keeps where the run stands, if it stands on numbers: the update after a finite loss may have left none.</summary>
    private void Save(TrainingState state)
    {
        if (!IsFinite(_student))
        {
            Diverged($"The weights are no longer numbers after epoch {state.Epoch + 1}, step {state.Batch}.", state.Epoch + 1);
        }

        Recorder?.Save(_contents, new RunState(state));
    }

    private static bool IsFinite(Network network)
        => network.Named.All(one => float.IsFinite(TensorPrimitives.MaxMagnitude<float>(one.Value.Values)));

    private bool IsBest(List<EpochMetrics> metrics)
        => _settings.Data.HeldOut > 0
            && metrics[^1].Evaluation is { } last
            && metrics.SkipLast(1).All(epoch => epoch.Evaluation is null || epoch.Evaluation.Accuracy < last.Accuracy);

    private void StopUnlessFinite(EpochTotals totals, int epoch, int step)
    {
        if (!double.IsFinite(totals.Loss))
        {
            Diverged(
                $"The loss is no longer a number in epoch {epoch}, step {step} "
                    + $"({string.Join(", ", totals.LastTerms.Select(term => $"{term.Name} {term.Value}"))}).",
                epoch);
        }
    }

    [DoesNotReturn]
    private void Diverged(string what, int epoch)
    {
        string kept = epoch == 1 ? "No epoch is finished" : "The finished epochs are kept";
        string message = $"{what} {kept}; try a lower learning_rate or a longer warmup_epochs.";
        _observer.Warning(new TrainingWarning(TrainingWarningKind.Diverged, message) { Epoch = epoch });
        throw new DivergenceException(message, epoch);
    }
}
