using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Recipes;

/// <summary>Keys of <c>training</c> that contradict each other, the network or the objective.</summary>
internal static class TrainingChecks
{
    public static void Check(ExperimentSettings settings, MapNode recipe)
    {
        TrainingSettings training = settings.Training;
        if (training.WarmupEpochs > training.Epochs)
        {
            throw Error("warmup_epochs", $"must be at most the {training.Epochs} epochs of the run, not {training.WarmupEpochs}.");
        }

        if (training.Accumulate > training.BatchSize)
        {
            throw Error("accumulate", $"must be at most the {training.BatchSize} images of a step, which it divides, not {training.Accumulate}.");
        }

        if (settings.Data.Mixing is { } mixing)
        {
            RecipeChecks.At(recipe, "data", "mixing").Guard("data.mixing", mixing.Check);
        }

        if (training.Nesterov && (training.Optimizer != "sgd" || training.Momentum <= 0))
        {
            throw Error("nesterov", "looks ahead along the momentum of SGD; it needs 'optimizer: sgd' and a 'momentum' above 0.");
        }

        if (training.Betas.Count != 2)
        {
            throw Error("betas", $"must be two numbers, such as [0.9, 0.999], not {training.Betas.Count}.");
        }

        CheckMilestones();
        CheckGroups();
        RecipeChecks.At(recipe, "objective").Guard("objective", () => settings.Objective.Check(training.Epochs));

        void CheckMilestones()
        {
            if (training.Schedule != "step" && training.Milestones.Count > 0)
            {
                throw Error("milestones", $"belongs to 'schedule: step', but the schedule is {training.Schedule}.");
            }

            if (training.Schedule == "step" && training.Milestones.Count == 0)
            {
                throw Error("schedule", "is step, which needs 'milestones', such as [150, 225]: after so many epochs each, the learning rate falls.");
            }

            for (int i = 0; i < training.Milestones.Count; i++)
            {
                if (training.Milestones[i] >= training.Epochs || (i > 0 && training.Milestones[i] <= training.Milestones[i - 1]))
                {
                    throw Error(
                        "milestones", $"must rise and lie below the {training.Epochs} epochs of the run, not [{string.Join(", ", training.Milestones)}].");
                }
            }
        }

        void CheckGroups()
        {
            for (int i = 0; i < training.Groups.Count; i++)
            {
                ParameterGroup group = training.Groups[i];
                RecipeNode place = RecipeChecks.At(recipe, "training", "groups") is ListNode list ? list.Items[i] : recipe;
                if (group.Role is null && group.Prefix is null)
                {
                    throw place.Error($"'training.groups.{i}' does not say which parameters it holds; add 'role' or 'prefix', the beginning of their names.");
                }

                place.Guard($"training.groups.{i}", () => group.RequireFit(Learned()));
            }
        }

        IEnumerable<(string Name, ParameterRole Role)> Learned()
            => settings.Network.Describe().GraphOf(settings.Network.DynamicsWith(settings.Neuron)).Parameters
                .Select(parameter => (parameter.Name, parameter.Role));

        RecipeException Error(string key, string message) => RecipeChecks.At(recipe, "training", key).Error($"'training.{key}' {message}");
    }
}
