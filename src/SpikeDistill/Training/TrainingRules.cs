using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>Settings of a run that are possible each and contradict each other.</summary>
/// <param name="Key">Where, in the words of a recipe, such as <c>training.milestones</c>.</param>
/// <param name="Message">What, with the key.</param>
internal sealed record Contradiction(string Key, string Message);

/// <summary>Finds settings of training that contradict each other, the network or the objective.</summary>
internal static class TrainingRules
{
    /// <summary>All contradictions, the most basic first.</summary>
    public static IEnumerable<Contradiction> In(ExperimentSettings settings)
        => OfOptimizer(settings.Training)
            .Concat(OfBatches(settings))
            .Concat(OfSchedule(settings.Training))
            .Concat(OfExtensions(settings.Training))
            .Concat(OfGroups(settings))
            .Concat(OfObjective(settings))
            .Concat(OfStart(settings));

    /// <summary>A batch that leaves normalization a single value of a channel to train with; null where there is none.</summary>
    /// <param name="settings">The run.</param>
    /// <param name="images">Images that are trained on.</param>
    /// <param name="height">Their rows.</param>
    /// <param name="width">Their columns.</param>
    public static Contradiction? OfRows(ExperimentSettings settings, int images, int height, int width)
    {
        TrainingSettings training = settings.Training;
        bool single = training.BatchSize == 1, rest = !training.DropLast && images % training.BatchSize == 1;
        bool eachStep = settings.Neuron.NormalizesEachStep && settings.Network.Activation == ActivationKind.Spiking;
        if ((!single && !rest) || (settings.Network.Timesteps > 1 && !eachStep))
        {
            return null;
        }

        NetworkGraph graph = settings.Network.Describe().GraphOf(Dynamics.Neuron(1), height, width);
        if (!graph.Nodes.Any(placed => placed.Output.Shape.Places == 1 && (placed.Node.Feature || (eachStep && placed.Node.Fires))))
        {
            return null;
        }

        string batch = single
            ? "is 1"
            : $"is false and the last of {images} images is a batch of its own ('training.batch_size' {training.BatchSize})";
        return Of(
            single ? "batch_size" : "drop_last",
            $"{batch}, but the network's last values have a single pixel, and one value has no variance to normalize by; "
                + "use a batch of at least 2, or a smaller 'network.stem_stride'.");
    }

    private static IEnumerable<Contradiction> OfOptimizer(TrainingSettings training)
    {
        if (training.WarmupEpochs > training.FirstEpochs)
        {
            yield return Of("warmup_epochs", $"must be at most the {training.FirstEpochs} epochs of the run, not {training.WarmupEpochs}.");
        }

        foreach (Contradiction contradiction in OfOptions(training.Optimizer.Check, "training", "optimizer"))
        {
            yield return contradiction;
        }
    }

    private static IEnumerable<Contradiction> OfBatches(ExperimentSettings settings)
    {
        TrainingSettings training = settings.Training;
        if (training.Accumulate > training.BatchSize)
        {
            yield return Of("accumulate", $"must be at most the {training.BatchSize} images of a step, which it divides, not {training.Accumulate}.");
        }

        if (training.Shards is { } shards && !int.IsPow2(shards))
        {
            yield return Of("shards", $"must be a power of two, whose sums can be put together in pairs, such as 2, 4 or 8, not {shards}.");
        }

        if (training is { Shards: not null, SynchronizeNormalization: false })
        {
            yield return Of(
                "shards",
                "gives the same bits for any number of processes, but 'training.synchronize_normalization' is false, which lets each process normalize for "
                    + "itself; leave one of them out.");
        }

        if (settings.Data.Mixing is { } mixing && Refusal(mixing.Check) is { } refusal)
        {
            yield return new Contradiction("data.mixing", $"'data.mixing': {refusal}");
        }
    }

    private static IEnumerable<Contradiction> OfSchedule(TrainingSettings training)
        => OfOptions(() => training.Schedule.Check(training.FirstEpochs), "training", "schedule");

    private static IEnumerable<Contradiction> OfExtensions(TrainingSettings training)
    {
        for (int i = 0; i < training.Extensions.Count; i++)
        {
            TrainingExtension added = training.Extensions[i];
            int count = training.EndOf(i) - added.After;
            if (count < 1)
            {
                string what = i + 1 == training.Extensions.Count ? "the run" : "it";
                yield return Of($"extensions.{i}.after", $"must be below {training.EndOf(i)}, the epoch that {what} ends with, not {added.After}.");
            }
            else if (added.WarmupEpochs > count)
            {
                yield return Of($"extensions.{i}.warmup_epochs", $"must be at most the {count} epochs that are added, not {added.WarmupEpochs}.");
            }
            else
            {
                foreach (Contradiction contradiction in OfOptions(() => added.Schedule.Check(count), $"training.extensions.{i}", "schedule"))
                {
                    yield return contradiction;
                }
            }
        }
    }

    private static IEnumerable<Contradiction> OfGroups(ExperimentSettings settings)
    {
        for (int i = 0; i < settings.Training.Groups.Count; i++)
        {
            ParameterGroup group = settings.Training.Groups[i];
            string key = $"groups.{i}";
            if (group.Role is null && group.Prefix is null)
            {
                yield return Of(key, "does not say which parameters it holds; add 'role' or 'prefix', the beginning of their names.");
            }
            else if (Refusal(() => group.RequireFit(Learned(settings))) is { } refusal)
            {
                yield return new Contradiction($"training.{key}", $"'training.{key}': {refusal}");
            }
        }
    }

    private static IEnumerable<Contradiction> OfObjective(ExperimentSettings settings)
        => Refusal(() => settings.Objective.Check(settings.Training.FirstEpochs)) is { } refusal
            ? [new Contradiction("objective", $"'objective': {refusal}")]
            : [];

    private static IEnumerable<Contradiction> OfStart(ExperimentSettings settings)
        => settings is { Init: InitialWeights.OfTeacher, Objective.NeedsTeacher: false }
            ? [
                new Contradiction(
                    "init",
                    $"'init' is {InitialWeights.OfTeacher}, but the objective '{settings.Objective.Method}' has none; name a file of weights.")]
            : [];

    private static IEnumerable<(string Name, ParameterRole Role)> Learned(ExperimentSettings settings)
        => settings.Network.Describe().GraphOf(settings.Network.DynamicsWith(settings.Neuron)).Parameters
            .Select(parameter => (parameter.Name, parameter.Role));

    /// <summary>What the options of an optimizer or a schedule are refused for.</summary>
    /// <param name="check">Checks them.</param>
    /// <param name="section">Where they stand.</param>
    /// <param name="choice">The key that names what they are options of.</param>
    private static IEnumerable<Contradiction> OfOptions(Action check, string section, string choice)
    {
        try
        {
            check();
            return [];
        }
        catch (OptionException error)
        {
            return [new Contradiction($"{section}.{error.Option}", $"'{section}.{error.Option}' {error.Problem}")];
        }
        catch (ArgumentException error)
        {
            return [new Contradiction($"{section}.{choice}", $"'{section}.{choice}': {error.Message}")];
        }
    }

    private static string? Refusal(Action check)
    {
        try
        {
            check();
            return null;
        }
        catch (ArgumentException error)
        {
            return error.Message;
        }
    }

    private static Contradiction Of(string key, string message) => new($"training.{key}", $"'training.{key}' {message}");
}
