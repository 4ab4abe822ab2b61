using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>What cannot be is told before anything is made.</summary>
internal static class RunChecks
{
    /// <summary>Refuses settings that cannot be, or contradict each other, whatever the images and the teacher.</summary>
    /// <exception cref="RunException">Impossible settings; the message is the one a recipe would get.</exception>
    public static void CheckSettings(ExperimentSettings settings)
    {
        RunException.Guard(() =>
        {
            Kinds.FolderName.Check(settings.Name, "name");
            Kinds.Seed.Check(settings.Seed, "seed");
            DataOptions.Check(settings.Data);
            TrainingOptions.Check(settings.Training);
        });
        if (TrainingRules.In(settings).FirstOrDefault() is { } contradiction)
        {
            throw new RunException(contradiction.Message);
        }
    }

    /// <summary>Refuses a run whose parts do not fit together, or which this machine has no room for.</summary>
    /// <exception cref="ArgumentException">Images that the network cannot take.</exception>
    /// <exception cref="RunException">
    /// A teacher that is missing or does not fit, images of other classes or sizes, too few of them, or too little memory.
    /// </exception>
    public static void Check(TrainingRun run, ExperimentData data, TrainingRanks ranks)
    {
        ExperimentSettings settings = run.Settings;
        CheckTeacher(run);
        if (run.Teacher is { Settings.Timesteps: > 1 } spiking && settings.Objective.Terms.Any(term => term.TeacherSteps == TeacherReading.Aligned))
        {
            _ = TeacherOutputs.RequireMultiple(spiking.Settings.Timesteps, settings.Network.Timesteps);
        }

        if (data.Classes != run.Student.Settings.Classes)
        {
            throw new RunException($"The data set '{settings.Data.Set}' has {data.Classes} classes, the network {run.Student.Settings.Classes}.");
        }

        foreach (Network network in run.Teacher is null ? [run.Student] : new[] { run.Student, run.Teacher })
        {
            if (FrameRules.Problem(network.Settings, data.Shape) is { } problem)
            {
                throw new RunException(problem);
            }

            network.Description.RequireFit(data.Shape.Height, data.Shape.Width, data.Shape.Channels);
        }

        if (TrainingRules.OfRows(settings, data.TrainingImages, data.Shape.Height, data.Shape.Width) is { } contradiction)
        {
            throw new RunException(contradiction.Message);
        }

        RankRules.Require(settings, data, ranks.Count);
        MemoryEstimate.Of(settings, data, settings.Objective.NeedsTeacher ? run.Teacher?.Settings : null, ranks.Count).Require(ranks.Here);
    }

    /// <summary>Refuses to go on from a state that is not this run's.</summary>
    /// <exception cref="RunException">The state is damaged or of another run, or the teacher is another.</exception>
    public static void CheckState(TrainingRun run, TrainingState state, PixelNormalization images, int steps, string? fingerprint)
    {
        ExperimentSettings settings = run.Settings;
        string place = run.Recorder?.Place ?? run.Name;
        if (!state.IsPossible(settings.Training.Epochs, steps, settings.Objective.TermNames.Count, settings.Network.Timesteps))
        {
            throw new RunFolderException(
                place,
                RunFolderReason.Damaged,
                $"says the run stands after batch {state.Batch} of epoch {state.Epoch + 1}, which does not fit its {settings.Training.Epochs} "
                    + $"epochs of {steps} batches; the checkpoint.safetensors there is damaged or of another run. Remove the run folder to start anew.");
        }

        if (state.Teacher is not null && state.Teacher != fingerprint)
        {
            throw new RunFolderException(
                place,
                RunFolderReason.OtherTeacher,
                "the run was started with another teacher (its weights have changed since). Give "
                    + "it that teacher again, or start anew in another folder.");
        }

        if (state.TeacherFunction is { } function && run.Teacher is { } teacher && !function.IsThatOf(teacher, images, run.Catalog))
        {
            throw new RunFolderException(
                place,
                RunFolderReason.OtherTeacher,
                "the run was started with another teacher (its weights are the same, but its network or its neurons have "
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
}
