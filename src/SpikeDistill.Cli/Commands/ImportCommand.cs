using System.CommandLine;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Recipes;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>import WEIGHTS</c>: a network that another program trained, as a weights file that all commands take.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> weights = new("WEIGHTS") { Description = "A safetensors file with PyTorch's names of these networks, one's own or torchvision's." };
        OutputFile output = new("weights.safetensors", "File for the weights, which 'teacher: {checkpoint: ...}' and the other commands take.");
        Option<string?> recipe = new("--recipe") { HelpName = "recipe", Description = "Instead of --network: a recipe whose network and data set the weights are of." };
        NetworkOptions network = new(spiking: false);
        Option<string?> set = new("--set-name") { HelpName = "name", Description = $"With --network: the data set it was trained on, whose constants normalize its images: {string.Join(", ", DataSets.Names)}." };
        set.AcceptOnlyFromAmong([.. DataSets.Names]);
        recipe.CompletionSources.Add(_ => ShippedRecipes.Completions(comparisons: false));
        CommonOptions common = new();
        Command command = new("import", "Take over the weights of a network that another program trained, such as a teacher of your own.") { weights, recipe, set };
        output.AddTo(command);
        network.AddTo(command);
        common.AddJsonTo(command);
        command.SetAction(parsed =>
        {
            string from = terminal.FullPath(parsed.GetRequiredValue(weights)), to = output.Checked(parsed, terminal, from);
            string[] given = [.. network.Given(parsed), .. parsed.GetResult(set) is null ? Array.Empty<string>() : [set.Name]];
            Subject subject = parsed.GetValue(recipe) is { } path ? OfRecipe(path, given, terminal) : OfOptions(network.Settings(parsed, terminal), given.Contains("--classes"), parsed.GetValue(set));
            using Engine engine = new(threads: 1);
            ImportedNetwork imported = InputException.Guard(() => Load(from, engine, subject));
            using Network made = imported.Network;
            OutputFile.Write(to, () => Checkpoint.SaveWeights(to, made, subject.DataSet));
            if (common.Json(parsed))
            {
                JsonReporter.Write(terminal, new { Event = "result", Weights = from, Output = to, subject.DataSet, Network = made.Settings, Parameters = made.ParameterCount, imported.TensorCount, imported.IgnoredCounters, imported.IdentityNormalizations });
            }
            else
            {
                Tell(terminal, imported, subject, from, to);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static Subject OfRecipe(string recipe, string[] given, Terminal terminal)
    {
        if (given.Length > 0)
        {
            throw new InputException($"--recipe says already which network it is; leave out {string.Join(", ", given)}.");
        }

        ExperimentSettings settings = Recipe.Load(ShippedRecipes.Find(recipe, terminal.Directory), [], terminal.Directory, terminal.Catalog);
        return new Subject(settings.Network, settings.Neuron, settings.Data.Set);
    }

    private static Subject OfOptions(NetworkSettings? network, bool classesGiven, string? set)
    {
        if (network is null)
        {
            throw new InputException("Say which network the weights are of: --network (such as --network resnet18) or --description, with --set-name, or --recipe.");
        }

        if (set is null)
        {
            throw new InputException($"Name the data set the network was trained on with --set-name: {string.Join(", ", DataSets.Names)}. Its constants normalize the images.");
        }

        int classes = DataSets.Info(set).Classes;
        if (network.Description is not null)
        {
            return network.Classes == classes
                ? new Subject(network, new NeuronSettings(), set)
                : throw new InputException($"The description knows {network.Classes} classes, but {set} has {classes}.");
        }

        return !classesGiven || network.Classes == classes
            ? new Subject(network with { Classes = classes }, new NeuronSettings(), set)
            : throw new InputException($"--classes is {network.Classes}, but {set} has {classes} classes; leave it out to take the data set's.");
    }

    private static ImportedNetwork Load(string from, Engine engine, Subject subject)
    {
        try
        {
            return WeightImport.Load(from, engine, subject.Network, subject.Neuron);
        }
        catch (ArgumentException failure)
        {
            throw new InputException(failure.Message, failure);
        }
    }

    private static void Tell(Terminal terminal, ImportedNetwork imported, Subject subject, string from, string to)
    {
        NetworkSettings network = subject.Network;
        terminal.Output.WriteLine($"{imported.TensorCount} tensors of {terminal.Shown(from)} are a {network.Title}, {network.Classes} classes, {Format.Count(imported.Network.ParameterCount)} parameters -> {terminal.Shown(to)}");
        if (imported.IgnoredCounters > 0)
        {
            terminal.Output.WriteLine($"{imported.IgnoredCounters} tensors 'num_batches_tracked' were ignored: they only count batches.");
        }

        if (imported.IdentityNormalizations)
        {
            terminal.Output.WriteLine("The file has no normalizations; those of the network pass on what they get.");
        }

        terminal.Output.WriteLine($"Weights do not tell strides and pools: here the first convolution has stride {network.StemStride}{(network.Architecture.StartsWith("vgg", StringComparison.Ordinal) ? " and pools average" : " and no pool follows it")}, and images are normalized as {subject.DataSet}. 'evaluate' shows whether that is how it was trained.");
    }

    /// <summary>What the weights are of.</summary>
    private sealed record Subject(NetworkSettings Network, NeuronSettings Neuron, string DataSet);
}
