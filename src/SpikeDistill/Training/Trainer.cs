using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Optimization;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Training;

/// <summary>
/// Trains one network as TSER's Algorithm 1 says: for every batch the student's logits at every step, the frozen teacher's
/// logits once, the objective, the backward pass, the update; after every epoch the accuracy of the mean logits.
/// </summary>
public sealed class Trainer
{
    private readonly Engine _engine;
    private readonly ExperimentSettings _settings;
    private readonly RunFolder _folder;
    private readonly ITrainingObserver _observer;
    private readonly IReadOnlyList<string> _termNames;

    /// <summary>Prepares a run.</summary>
    /// <param name="engine">Threads and memory.</param>
    /// <param name="folder">Where it is written, and its settings.</param>
    /// <param name="observer">Who is told how it goes.</param>
    /// <exception cref="ArgumentException">Impossible settings.</exception>
    public Trainer(Engine engine, RunFolder folder, ITrainingObserver observer)
    {
        _engine = engine;
        _settings = folder.Settings;
        _folder = folder;
        _observer = observer;
        _settings.Objective.Check(_settings.Training.Epochs);
        _termNames = _settings.Objective.TermNames;
    }

    /// <summary>How often the state is saved within an epoch; it is saved besides when the run is stopped and after every epoch.</summary>
    public TimeSpan SaveInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where the teacher's logits are kept for runs to come; null for nowhere. It changes no bit.</summary>
    public TeacherLogitsCache? Cache { get; init; }

    /// <summary>Trains to the last epoch, from where the folder stands, to the same bits as a run never stopped.</summary>
    /// <param name="data">The images.</param>
    /// <param name="teacher">The frozen teacher; null where the objective needs none.</param>
    /// <param name="token">Stops the run between two batches; where it stands is saved.</param>
    /// <returns>The measures of all epochs.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="RunException">Another process trains in the folder, the loss is no longer a number, the teacher is missing or does not fit, or a file cannot be written.</exception>
    public IReadOnlyList<EpochMetrics> Run(ExperimentData data, Network? teacher, CancellationToken token)
    {
        CheckTeacher(teacher, data);
        using RunLock taken = RunLock.Take(_folder.Path);
        TrainingSettings training = _settings.Training;
        using Network student = RunException.Guard(() => new Network(_engine, _settings.Network, _settings.Neuron, _settings.Seed));
        using Objective objective = MakeObjective(student, teacher, data);
        using IOptimizer optimizer = MakeOptimizer(student, objective);
        BatchLoader batches = data.TrainingBatches(_engine, training.BatchSize, _settings.Seed);
        int steps = batches.BatchesPerEpoch;
        string? teacherNow = teacher is null ? null : TeacherFingerprint.Of(teacher);
        using Teaching? teaching = teacher is null ? null : new Teaching(teacher, teacherNow!, Cache, data, _settings, _observer.Warning);
        TrainingState? saved = null;
        if (File.Exists(_folder.CheckpointPath))
        {
            saved = Checkpoint.LoadState(_folder.CheckpointPath, student, objective.Parameters, optimizer);
            CheckState(saved, steps, teacherNow, teacher);
        }

        List<EpochMetrics> metrics = [.. _folder.ReadMetrics()];
        IReadOnlyList<ComputedBy> computed = ComputedBy.With(saved, _folder.ReadEnvironment(), RunEnvironment.Describe(_engine, _settings.Seed), _observer.Warning);
        TeacherFunction? function = teacher is null ? null : TeacherFunction.Of(teacher);
        TrainingState state = (saved ?? new TrainingState(Epoch: 0)) with { Teacher = teacherNow, TeacherFunction = function, Computed = computed };

        ILearningRateSchedule schedule = ScheduleRegistry.Create(training.ScheduleSettings(steps));
        while (state.Epoch < training.Epochs)
        {
            int epoch = state.Epoch + 1;
            EpochMetrics trained = TrainEpoch(state, student, teaching, objective, optimizer, schedule, batches, token);
            bool evaluate = epoch == training.Epochs || epoch % training.EvaluateEvery == 0;
            metrics.Add(evaluate ? Evaluate(trained, student, teacher, data, token) : trained);
            state = new TrainingState(epoch, Teacher: teacherNow, TeacherFunction: function, Computed: computed);
            SaveEpoch(student, objective, optimizer, metrics, state);
            _observer.EpochDone(metrics[^1]);
        }

        return metrics;
    }

    private EpochMetrics TrainEpoch(TrainingState start, Network student, Teaching? teaching, Objective objective, IOptimizer optimizer, ILearningRateSchedule schedule, BatchLoader batches, CancellationToken token)
    {
        int epoch = start.Epoch + 1, done = start.Batch, count = batches.BatchesPerEpoch;
        EpochTotals totals = new(_termNames, _settings.Network.Timesteps, start.Totals);
        Stopwatch clock = Stopwatch.StartNew();
        TimeSpan stalledBefore = batches.StalledTime, saved = TimeSpan.Zero;
        _engine.Memory.ResetPeak();
        FiringMonitor firing = new();
        int cachedBefore = teaching?.CachedBatches ?? 0;
        teaching?.Begin(epoch);
        foreach (Batch batch in batches.Epoch(epoch, firstBatch: done))
        {
            if (token.IsCancellationRequested || clock.Elapsed - saved >= SaveInterval)
            {
                SaveState(student, objective, optimizer, StateNow());
                saved = clock.Elapsed;
                token.ThrowIfCancellationRequested();
            }

            double rate = schedule.At(((long)(epoch - 1) * count) + done);
            Step(student, teaching, objective, optimizer, batch, rate, totals, ++done == count ? firing : null);
            _observer.BatchDone(new BatchProgress(epoch, _settings.Training.Epochs, "train", done, count, _settings.Training.BatchSize, totals.Loss, totals.Accuracy));
            StopUnlessFinite(totals, epoch, done);
        }

        // The evaluation that follows takes a while; what is trained is safe before it begins.
        teaching?.Save();
        TrainingState trained = StateNow();
        SaveState(student, objective, optimizer, trained);
        TrainingWarnings.OfLoss(totals, epoch, _observer);
        TrainingWarnings.OfFiring(firing, epoch, _observer);
        return new EpochMetrics
        {
            Epoch = epoch,
            LearningRate = schedule.At(((long)epoch * count) - 1),
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
            start.StalledSeconds + (batches.StalledTime - stalledBefore).TotalSeconds,
            Math.Max(start.PeakTensorBytes, _engine.Memory.PeakBytesInUse),
            start.Teacher,
            start.Computed,
            start.CachedTeacherBatches + (teaching?.CachedBatches ?? 0) - cachedBefore,
            start.TeacherFunction);
    }

    private void Step(Network student, Teaching? teaching, Objective objective, IOptimizer optimizer, Batch batch, double rate, EpochTotals totals, FiringMonitor? firing)
    {
        using Tape tape = new(_engine);
        Tensor images = batch.ImagesIn(tape);
        NetworkOutput output = student.Forward(tape, images, ForwardOptions.ForTraining with { Observer = firing, KeepStageFeatures = objective.NeedsFeatures });
        TeacherPass? taught = teaching?.Say(tape, images, batch);
        ObjectiveResult loss = objective.Evaluate(tape, new TermInputs(output.Logits, batch.Labels, taught?.Logits)
        {
            StudentFeatures = output.StageFeatures,
            TeacherFeatures = taught?.Features ?? [],
            Draw = new BatchDraw(_settings.Seed, batch.Epoch, batch.Indices),
            Progress = (double)(batch.Epoch - 1) / _settings.Training.Epochs,
        });
        totals.Add(output.Logits, batch.Labels, loss);
        Gradients gradients = tape.Backward(loss.Seeds);
        optimizer.Step(gradients, rate, Clipping(student, objective, gradients, totals));
    }

    /// <summary>What the gradients are multiplied by to keep within the limit; 1 where there is none.</summary>
    private double Clipping(Network student, Objective objective, Gradients gradients, EpochTotals totals)
    {
        if (_settings.Training.ClipNorm is not { } limit)
        {
            return 1;
        }

        double norm = GradientClipping.Norm([.. student.Parameters, .. objective.Parameters], gradients);
        totals.AddGradientNorm(norm, clipped: norm > limit);
        return GradientClipping.Scale(norm, limit);
    }

    private Objective MakeObjective(Network student, Network? teacher, ExperimentData data)
        => RunException.Guard(() => new Objective(
            _settings.Objective,
            new ObjectiveContext(_engine, student.Description.StageShapes(data.Shape.Height, data.Shape.Width), teacher?.Description.StageShapes(data.Shape.Height, data.Shape.Width) ?? [], _settings.Seed)));

    private IOptimizer MakeOptimizer(Network student, Objective objective)
        => RunException.Guard(() => OptimizerRegistry.Create(_engine, [.. student.Parameters, .. objective.Parameters], _settings.Training.OptimizerSettings));

    /// <summary>Evaluates after an epoch; after the last one also against the teacher, and on the training images where that is asked for.</summary>
    private EpochMetrics Evaluate(EpochMetrics trained, Network student, Network? teacher, ExperimentData data, CancellationToken token)
    {
        bool last = trained.Epoch == _settings.Training.Epochs;
        Network? compared = last ? teacher : null;
        return trained with
        {
            Evaluation = Over(data.EvaluationBatches(_engine, Evaluator.DefaultBatchSize), data.EvaluationSplit),
            TrainEvaluation = last && _settings.Training.EvaluateTrain ? Over(data.PlainTrainingBatches(_engine, Evaluator.DefaultBatchSize), "train") : null,
        };

        Evaluation Over(BatchLoader batches, string split)
        {
            Evaluation evaluation = Evaluator.Evaluate(
                student,
                batches,
                split,
                (done, accuracy) => _observer.BatchDone(new BatchProgress(trained.Epoch, _settings.Training.Epochs, "evaluate", done, batches.BatchesPerEpoch, Evaluator.DefaultBatchSize, 0, accuracy)),
                token,
                compared);
            if (!double.IsFinite(evaluation.Loss))
            {
                Diverged($"The loss on the {split} images is no longer a number after epoch {trained.Epoch}.");
            }

            return evaluation;
        }
    }

    /// <summary>Writes the measures, the weights and last the state that counts them, so that a crash in between loses nothing.</summary>
    private void SaveEpoch(Network student, Objective objective, IOptimizer optimizer, List<EpochMetrics> metrics, TrainingState state)
        => Write($"epoch {state.Epoch}", () =>
        {
            _folder.WriteMetrics(metrics);
            Checkpoint.SaveWeights(_folder.WeightsPath, student, _settings.Data.Set);
            if (IsBest(metrics))
            {
                Checkpoint.SaveWeights(_folder.BestPath, student, _settings.Data.Set);
            }

            Checkpoint.SaveState(_folder.CheckpointPath, student, objective.Parameters, optimizer, _settings.Data.Set, state);
        });

    /// <summary>Writes where the run stands, if it stands on numbers: the update after a finite loss may have left none.</summary>
    private void SaveState(Network student, Objective objective, IOptimizer optimizer, TrainingState state)
    {
        if (!IsFinite(student))
        {
            Diverged($"The weights are no longer numbers after epoch {state.Epoch + 1}, step {state.Batch}.");
        }

        Write($"batch {state.Batch} of epoch {state.Epoch + 1}", () => Checkpoint.SaveState(_folder.CheckpointPath, student, objective.Parameters, optimizer, _settings.Data.Set, state));
    }

    private static bool IsFinite(Network network)
        => Checkpoint.Named(network).All(one => float.IsFinite(TensorPrimitives.MaxMagnitude<float>(one.Value.Values)));

    private bool IsBest(List<EpochMetrics> metrics)
        => _settings.Data.HeldOut > 0
            && metrics[^1].Evaluation is { } last
            && metrics.SkipLast(1).All(epoch => epoch.Evaluation is null || epoch.Evaluation.Accuracy < last.Accuracy);

    private void Write(string what, Action write)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"{_folder.Path}: the state after {what} cannot be written: {failure.Message} What was saved before is kept; make room and continue with --resume.", failure);
        }
    }

    private void CheckState(TrainingState state, int steps, string? teacherNow, Network? teacher)
    {
        if (!state.IsPossible(_settings.Training.Epochs, steps, _termNames.Count, _settings.Network.Timesteps))
        {
            throw new RunException($"{_folder.CheckpointPath}: says the run stands after batch {state.Batch} of epoch {state.Epoch + 1}, which does not fit its {_settings.Training.Epochs} epochs of {steps} batches; the file is damaged or of another run. Remove the run folder to start anew.");
        }

        if (state.Teacher is not null && state.Teacher != teacherNow)
        {
            throw new RunException($"{_folder.Path}: the run was started with another teacher (its weights have changed since). Give it that teacher again, or start anew in another folder.");
        }

        if (state.TeacherFunction is { } function && teacher is not null && !function.IsThatOf(teacher))
        {
            throw new RunException($"{_folder.Path}: the run was started with another teacher (its weights are the same, but its network or its neurons have changed since). Give it that teacher again, or start anew in another folder.");
        }
    }

    private void CheckTeacher(Network? teacher, ExperimentData data)
    {
        if (_settings.Objective.NeedsTeacher && teacher is null)
        {
            throw new RunException($"The objective '{_settings.Objective.Method}' needs a teacher; give the recipe a 'teacher' with a checkpoint or a recipe.");
        }

        if (teacher is not null && teacher.Settings.Classes != _settings.Network.Classes)
        {
            throw new RunException($"The teacher knows {teacher.Settings.Classes} classes, the student {_settings.Network.Classes}; they must be trained for the same data set.");
        }

        if (data.Classes != _settings.Network.Classes)
        {
            throw new RunException($"The data set '{_settings.Data.Set}' has {data.Classes} classes, the network {_settings.Network.Classes}; leave out 'network.classes' to take the data set's.");
        }
    }

    private void StopUnlessFinite(EpochTotals totals, int epoch, int step)
    {
        if (!double.IsFinite(totals.Loss))
        {
            Diverged($"The loss is no longer a number in epoch {epoch}, step {step} ({string.Join(", ", totals.LastTerms.Select(term => $"{term.Name} {term.Value}"))}).");
        }
    }

    [DoesNotReturn]
    private void Diverged(string what)
    {
        string message = what + " The finished epochs are kept; try a lower learning_rate or a longer warmup_epochs.";
        _observer.Warning(message);
        throw new RunException(message);
    }
}
