using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Recipes;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Recipes;
using Bounds = SpikeDistill.Options.Bounds;
using IWritten = SpikeDistill.Options.IWritten;
using MapNode = SpikeDistill.Options.MapNode;
using OptionInfo = SpikeDistill.Options.OptionInfo;
using RecipeException = SpikeDistill.Options.RecipeException;

namespace SpikeDistill.Cli.Commands;

/// <summary>A network on the command line: its architecture and what can be chosen about it.</summary>
internal sealed class NetworkOptions
{
    private static readonly NetworkSettings Default = new();

    private readonly Option<string?> _network;
    private readonly Option<int?> _classes = OfAll("classes", $"Number of classes (default: {Default.Classes}).");
    private readonly Option<int?> _timesteps = OfAll("timesteps", $"Time steps T (default: {Default.Timesteps}).");
    private readonly Option<int?> _width = Number("--width", Help("width"), Known("width").Expected);
    private readonly Option<int?> _stemStride = Number("--stem-stride", Help("stem_stride"), Known("stem_stride").Expected);

    private readonly Option<int[]?> _blocks = new("--blocks")
    {
        HelpName = "counts",
        Description = "Blocks of each stage of architecture 'resnet', such as 1,1,1,1.",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = ParseBlocks,
    };

    private readonly Option<string?> _description = new("--description")
    {
        HelpName = "file",
        Description = "Instead of --network: a YAML file that describes a network of one's own.",
    };

    private readonly Option<string[]> _set;

    private readonly bool _spiking;

    /// <param name="spiking">Whether a spiking network is described, which has time steps, or an ANN.</param>
    /// <param name="catalog">What can be named.</param>
    public NetworkOptions(bool spiking, Catalog catalog)
    {
        _spiking = spiking;
        _network = new("--network") { HelpName = "name", Description = $"The architecture: {string.Join(", ", catalog.Networks.Names)}." };
        _network.AcceptOnlyFromAmong([.. catalog.Networks.Names]);
        _set = SetOption.Of(
            "network.key=value",
            "With --network: sets an option of the architecture, such as network.depth=8 or network.stem=imagenet",
            () => [.. RecipeReference.Of(catalog).Where(part => part.Section.StartsWith("network", StringComparison.Ordinal))]);
    }

    private IEnumerable<Option> All
        => _spiking
            ? [_network, _description, _classes, _timesteps, _width, _stemStride, _blocks, _set]
            : [_network, _description, _classes, _width, _stemStride, _blocks, _set];

    public void AddTo(Command command)
    {
        foreach (Option option in All)
        {
            command.Add(option);
        }
    }

    /// <summary>The names of those that were given.</summary>
    public IEnumerable<string> Given(ParseResult parsed) => All.Where(option => parsed.GetResult(option) is { Implicit: false }).Select(option => option.Name);

    /// <summary>Those that were given and say something else than a network that is known, each with what it is.</summary>
    public IEnumerable<string> Disagreeing(ParseResult parsed, Terminal terminal, NetworkSettings known)
    {
        ConvolutionalFamily? family = known.Family as ConvolutionalFamily;
        IReadOnlyList<int>? blocks = (family as ResNet)?.Blocks;
        (Option Option, bool Agrees, string Is)[] all =
        [
            (_network, parsed.GetValue(_network) == known.Architecture, known.Architecture),
            (_description, parsed.GetValue(_description) is { } file && Read(terminal, file, known).Family == known.Family, known.Title),
            (_classes, parsed.GetValue(_classes) == known.Classes, known.Classes.ToString(CultureInfo.InvariantCulture)),
            (_timesteps, parsed.GetValue(_timesteps) == known.Timesteps, known.Timesteps.ToString(CultureInfo.InvariantCulture)),
            (_width, parsed.GetValue(_width) == known.Width, Text(known.Width)),
            (_stemStride, parsed.GetValue(_stemStride) == family?.StemStride, Text(family?.StemStride)),
            (_set, Changed(parsed, terminal, known) == known, known.Title),
            (_blocks, blocks is not null && parsed.GetValue(_blocks)?.SequenceEqual(blocks) == true, blocks is null ? "none" : string.Join(',', blocks)),
        ];
        string[] given = [.. Given(parsed)];
        return all.Where(one => !one.Agrees && given.Contains(one.Option.Name)).Select(one => $"{one.Option.Name} (it is {one.Is})");
    }

    /// <summary>The network that was named or described; null for none.</summary>
    /// <exception cref="InputException">The description cannot be read, or something is said beside it that it says already.</exception>
    public NetworkSettings? Settings(ParseResult parsed, Terminal terminal)
        => parsed.GetValue(_description) is { } description ? Described(parsed, terminal, description) : Named(parsed, terminal);

    private NetworkSettings Described(ParseResult parsed, Terminal terminal, string file)
    {
        string[] beside = [.. Given(parsed).Except([_description.Name, _timesteps.Name])];
        if (beside.Length > 0)
        {
            throw new InputException($"--description says already what the network is; leave out {string.Join(", ", beside)}.");
        }

        return Read(terminal, file, Default with
        {
            Activation = _spiking ? ActivationKind.Spiking : ActivationKind.Relu,
            Timesteps = parsed.GetValue(_timesteps) ?? Default.Timesteps,
        });
    }

    /// <summary>The described network, to be run as another one is.</summary>
    private static NetworkSettings Read(Terminal terminal, string file, NetworkSettings like)
    {
        try
        {
            Dynamics dynamics = like.Activation == ActivationKind.Spiking ? Dynamics.Neuron(like.Timesteps) : Dynamics.Rectifier;
            return NetworkSettings.Of(DescriptionText.Load(terminal.FullPath(file), terminal.Catalog.Nodes), dynamics);
        }
        catch (ArgumentException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    /// <exception cref="RecipeException">The architecture cannot have these options.</exception>
    private NetworkSettings? Named(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(_network) is not { } architecture)
        {
            return null;
        }

        List<(string Name, string Value)> options = [];
        if (parsed.GetValue(_width) is not null && terminal.Catalog.Networks.Find(architecture).Default is FullyConnected)
        {
            throw new InputException(
                $"{_width.Name} is the channels of a first stage, which '{architecture}' has not: --set network.hidden=[...] says how many neurons its layers "
                    + "have, --set network.width=... how wide its images are.");
        }

        if (parsed.GetValue(_width) is { } width) options.Add(("width", Text(width)));
        if (parsed.GetValue(_stemStride) is { } stride) options.Add(("stem_stride", Text(stride)));
        if (parsed.GetValue(_blocks) is { Length: > 0 } blocks) options.Add(("blocks", $"[{string.Join(", ", blocks)}]"));
        NetworkSettings settings = Recipe.Changed(
            NetworkKind.Written(architecture, options), Assignments.Read(parsed.GetRequiredValue(_set), terminal.Directory), terminal.Catalog);
        bool spiking = _spiking && settings.Family.Fires;
        if (!spiking && parsed.GetValue(_timesteps) is { } steps and not 1)
        {
            throw new InputException($"The architecture '{architecture}' has no neurons and runs once (T = 1); leave out {_timesteps.Name} {steps}.");
        }

        return settings with
        {
            Classes = parsed.GetValue(_classes) ?? settings.Classes,
            Activation = spiking ? ActivationKind.Spiking : settings.Family.Fires && settings.IsAnn ? settings.Activation : ActivationKind.Relu,
            Timesteps = spiking ? parsed.GetValue(_timesteps) ?? settings.Timesteps : 1,
        };
    }

    /// <summary>A network that is known, with the options that were given.</summary>
    private NetworkSettings Changed(ParseResult parsed, Terminal terminal, NetworkSettings known)
        => parsed.GetRequiredValue(_set) is { Length: > 0 } given && known.Description is null
            ? Recipe.Changed((MapNode)((IWritten)known).Written, Assignments.Read(given, terminal.Directory), terminal.Catalog)
            : known;

    private static string Help(string option)
    {
        OptionInfo info = Known(option);
        return $"{info.Help[..^1]} (default: {info.Default}).";
    }

    private static OptionInfo Known(string option) => Default.Family.Options.Single(one => one.Name == option);

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "none";

    /// <summary>A number that every network has, within the bounds that recipes know.</summary>
    private static Option<int?> OfAll(string key, string description)
    {
        Bounds bounds = SpikeDistill.Networks.Families.NetworkOptions.All.Options.Single(one => one.Name == key).Bounds!;
        return new Option<int?>($"--{key}") { HelpName = "count", Description = description }.Within((int)bounds.Least!, (int)bounds.Most!);
    }

    private static Option<int?> Number(string name, string description, string expected) => new(name)
    {
        HelpName = "count",
        Description = description,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            {
                return count;
            }

            result.AddError($"{name} must be {expected}, not '{text}'.");
            return null;
        },
    };

    private static int[]? ParseBlocks(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        List<int> blocks = [];
        foreach (string word in text.Split(','))
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            {
                result.AddError($"--blocks must be whole numbers with commas between them, such as 2,2,2,2, not '{text}'.");
                return null;
            }

            blocks.Add(count);
        }

        return [.. blocks];
    }
}
