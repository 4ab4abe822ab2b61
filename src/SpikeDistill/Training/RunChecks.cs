using SpikeDistill.Networks;

namespace SpikeDistill.Training;

/// <summary>What cannot be is told before anything is made.</summary>
internal static class RunChecks
{
    /// <summary>Refuses a run whose parts do not fit together.</summary>
    /// <returns>True.</returns>
    /// <exception cref="ArgumentException">Impossible settings.</exception>
    /// <exception cref="RunException">A teacher that is missing or does not fit, images of other classes or sizes, or too few of them.</exception>
    public static bool Check(TrainingRun run, ExperimentData data)
    {
        ExperimentSettings settings = run.Settings;
        Positive(settings.Training.Epochs, nameof(run.Epochs));
        Positive(settings.Training.BatchSize, nameof(run.BatchSize));
        Positive(settings.Training.EvaluateEvery, nameof(run.EvaluateEvery));
        Positive(settings.Training.Accumulate, nameof(run.Accumulate));
        if (settings.Training.Accumulate > settings.Training.BatchSize || settings.Training.EmaDecay is < 0 or >= 1)
        {
            throw new ArgumentException(
                $"{nameof(run.Accumulate)} must be at most the {settings.Training.BatchSize} images of a step, not {settings.Training.Accumulate}, "
                    + $"and {nameof(run.EmaDecay)} lies in [0, 1).");
        }

        settings.Data.Mixing?.Check();
        settings.Objective.Check(settings.Training.Epochs);
        CheckTeacher(run);
        if (data.Classes != run.Student.Settings.Classes)
        {
            throw new RunException($"The data set '{settings.Data.Set}' has {data.Classes} classes, the network {run.Student.Settings.Classes}.");
        }

        foreach (Network network in run.Teacher is null ? [run.Student] : new[] { run.Student, run.Teacher })
        {
            network.Description.RequireFit(data.Shape.Height, data.Shape.Width, data.Shape.Channels);
        }

        return true;
    }

    /// <summary>Refuses to go on from a state that is not this run's.</summary>
    /// <exception cref="RunException">The state is damaged or of another run, or the teacher is another.</exception>
    public static void CheckState(TrainingRun run, TrainingState state, int steps, string? fingerprint)
    {
        ExperimentSettings settings = run.Settings;
        string place = run.Recorder!.Place;
        if (!state.IsPossible(settings.Training.Epochs, steps, settings.Objective.TermNames.Count, settings.Network.Timesteps))
        {
            throw new RunException(
                $"{place}: says the run stands after batch {state.Batch} of epoch {state.Epoch + 1}, which does not fit its {settings.Training.Epochs} "
                    + $"epochs of {steps} batches; the checkpoint.safetensors there is damaged or of another run. Remove the run folder to start anew.");
        }

        if (state.Teacher is not null && state.Teacher != fingerprint)
        {
            throw new RunException(
                $"{place}: the run was started with another teacher (its weights have changed since). Give "
                    + "it that teacher again, or start anew in another folder.");
        }

        if (state.TeacherFunction is { } function && run.Teacher is { } teacher && !function.IsThatOf(teacher, run.Catalog))
        {
            throw new RunException(
                $"{place}: the run was started with another teacher (its weights are the same, but its network or its neurons have "
                    + "changed since). Give it that teacher again, or start anew in another folder.");
        }
    }

    private static void CheckTeacher(TrainingRun run)
    {
        if (run.Settings.Objective.NeedsTeacher && run.Teacher is null)
        {
            throw new RunException($"The objective '{run.Settings.Objective.Method}' needs a teacher, and the run has none.");
        }

        if (run.Teacher is not { } teacher)
        {
            return;
        }

        if (teacher.Settings.Classes != run.Student.Settings.Classes)
        {
            throw new RunException(
                $"The teacher knows {teacher.Settings.Classes} classes, the student "
                    + $"{run.Student.Settings.Classes}; they must be trained for the same data set.");
        }

        if (!ReferenceEquals(teacher.Engine, run.Student.Engine))
        {
            throw new RunException("The teacher and the student are on different engines; load both with one.");
        }
    }

    private static void Positive(int value, string name)
    {
        if (value < 1)
        {
            throw new ArgumentException($"{name} must be at least 1, not {value}.");
        }
    }
}
