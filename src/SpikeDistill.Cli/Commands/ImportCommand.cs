using System.CommandLine;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Recipes;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Commands;

/// <summary><c>import WEIGHTS</c>: a network that another program trained, as a weights file that all commands take.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        Argument<string> weights = new("WEIGHTS")
        {
            Description = "A file of PyTorch (.pth, .pt) or safetensors with PyTorch's names of these networks, one's own, torchvision's, timm's or those of "
                + "public repositories of spiking networks, or a graph of NIR; the latter, and files of SpikeDistill, say themselves what they are.",
        };
        OutputFile output = new("weights.safetensors", "File for the weights, which 'teacher: {checkpoint: ...}' and the other commands take.");
        Option<string?> recipe = new("--recipe")
        {
            HelpName = "recipe",
            Description = "Instead of --network: a recipe whose network and data set the weights are of.",
        };
        NetworkOptions network = new(spiking: false, terminal.Catalog);
        Option<string?> set = new("--set-name")
        {
            HelpName = "name",
            Description = "With --network: the data set it was trained on, whose constants normalize its images: "
                + $"{string.Join(", ", terminal.Catalog.DataSets.Names)}.",
        };
        set.AcceptOnlyFromAmong([.. terminal.Catalog.DataSets.Names]);
        Option<string?> entry = new("--entry")
        {
            HelpName = "name",
            Description = "In a file of PyTorch that holds several networks, such as averaged weights: the entry that is meant, parts between dots.",
        };
        GraphOptions graph = new(output);
        recipe.CompletionSources.Add(_ => ShippedRecipes.Completions(comparisons: false));
        NormalizationOptions normalization = new();
        CommonOptions common = new();
        Command command = new(
            "import", "Take over the weights of a network that another program trained, such as a teacher of your own.") { weights, recipe, set, entry };
        output.AddTo(command);
        network.AddTo(command);
        normalization.AddTo(command);
        graph.AddTo(command);
        common.AddJsonTo(command);
        command.SetAction(parsed =>
        {
            string from = terminal.FullPath(parsed.GetRequiredValue(weights)), to = output.Checked(parsed, terminal, from);
            string[] given = [.. network.Given(parsed), .. parsed.GetResult(set) is null ? Array.Empty<string>() : [set.Name]];
            PixelNormalization? constants = normalization.Value(parsed);
            if (NirImport.IsFile(from))
            {
                Option[] others = [.. new Option[] { recipe, entry }.Where(one => parsed.GetResult(one) is not null)];
                string[] needless = [.. network.Given(parsed), .. others.Select(one => one.Name)];
                string? nodes = graph.Description(parsed, terminal, from);
                GraphImport graphs = new(from, to, nodes, parsed.GetValue(set), constants, terminal);
                return graphs.Run(graph.Value(parsed), needless, Write, common.Json(parsed));

                void Write(Action weights, Action description)
                {
                    output.Write(to, weights);
                    if (nodes is not null) graph.WriteDescription(nodes, description);
                }
            }

            graph.RequireNone(parsed);
            InputException.Guard(() => WeightImport.RequireFile(from, parsed.GetValue(entry)));
            ExperimentSettings? named = parsed.GetValue(recipe) is { } path
                ? Recipe.Load(ShippedRecipes.Find(path, terminal.Directory), [], terminal.Directory, terminal.Catalog)
                : null;
            ImportSubject subject = ImportSubject.OwnOf(from, terminal.Catalog) is { } own ? ImportSubject.OfOwn(
                from, own, network.Disagreeing(parsed, terminal, own.Network), named, parsed.GetValue(set), constants, terminal.Catalog)
                : named is not null ? ImportSubject.OfRecipe(named, given, constants)
                : ImportSubject.OfOptions(network.Settings(parsed, terminal), given.Contains("--classes"), parsed.GetValue(set), constants, terminal.Catalog);
            using Engine engine = new(threads: 1);
            ImportedNetwork imported = InputException.Guard(() => Load(from, engine, subject, parsed.GetValue(entry)));
            using Network made = imported.Network;
            made.TrainedOn = subject.TrainedOn;
            output.Write(to, () => Checkpoint.SaveWeights(to, made, subject.DataSet));
            if (common.Json(parsed))
            {
                terminal.WriteJson(
                    new
                    {
                        Event = "result",
                        Weights = from,
                        Output = to,
                        subject.DataSet,
                        Network = made.Settings,
                        Parameters = made.ParameterCount,
                        imported.TensorCount,
                        imported.IgnoredCounters,
                        imported.Unused,
                        imported.IdentityNormalizations,
                        imported.TakenOff,
                        NamesOf = imported.Source,
                        imported.Entry,
                        imported.OtherEntries,
                        Normalization = NormalizationText.Json(subject.TrainedOn?.Normalization),
                    });
            }
            else
            {
                Tell(terminal, imported, subject, from, to);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static ImportedNetwork Load(string from, Engine engine, ImportSubject subject, string? entry)
    {
        try
        {
            return WeightImport.Load(from, engine, subject.Network, subject.Neuron, entry);
        }
        catch (ArgumentException failure)
        {
            throw new InputException(failure.Message, failure);
        }
    }

    private static string StridesAndPools(NetworkFamily family) => family switch
    {
        Vgg vgg => $"the first convolution has stride {vgg.StemStride} and pools average",
        ResNet { Stem: StemKind.Imagenet } => "the first convolution has stride 2 and a max pool follows it, as ImageNet's networks have",
        ConvolutionalFamily other => $"the first convolution has stride {other.StemStride} and no pool follows it",
        _ => "they are those of the architecture",
    };

    private static string Normalized(ImportSubject subject, Catalog catalog)
    {
        string constants = NormalizationText.Of(subject.TrainedOn?.Normalization);
        return subject.TrainedOn is { } images && !images.Normalization.Equals(KnownSet.InfoOf(subject.DataSet, catalog)?.Normalization)
            ? $"those of {subject.DataSet}, normalized with constants of their own ({constants})"
            : $"normalized as {subject.DataSet} ({constants})";
    }

    private static void Tell(Terminal terminal, ImportedNetwork imported, ImportSubject subject, string from, string to)
    {
        NetworkSettings network = subject.Network;
        terminal.Say(
            $"{imported.TensorCount} tensors of {terminal.Shown(from)} are a {network.Title}, {network.Classes} classes, "
                + $"{Format.Count(imported.Network.ParameterCount)} parameters -> {terminal.Shown(to)}");
        if (imported.Entry is not null)
        {
            string others = imported.OtherEntries.Count == 0 ? "" : $"; --entry takes another: {string.Join(", ", imported.OtherEntries)}";
            terminal.Say($"The weights are the file's entry '{imported.Entry}'{others}.");
        }

        if (imported.IgnoredCounters > 0)
        {
            terminal.Say($"{imported.IgnoredCounters} tensors 'num_batches_tracked' were ignored: they only count batches.");
        }

        if (imported.Unused.Count > 0)
        {
            terminal.Say(
                $"{imported.Unused.Count} tensors were left out, which are empty, or declared by the public code and never used ({imported.Unused[0]}, ...).");
        }

        if (imported.TakenOff.Count > 0)
        {
            terminal.Say($"What stands before the tensors' names was taken off: {string.Join(", ", imported.TakenOff.Select(prefix => $"'{prefix}'"))}.");
        }

        if (imported.Source is not null)
        {
            terminal.Say($"The tensors' names are those of {imported.Source}.");
        }

        if (imported.IdentityNormalizations)
        {
            terminal.Say("The file has no normalizations; those of the network pass on what they get.");
        }

        terminal.Say(
            $"Weights do not tell strides and pools: here {StridesAndPools(network.Family)}, "
                + $"and images are {Normalized(subject, terminal.Catalog)}. "
                + "'evaluate' shows whether that is how it was trained.");
    }
}
