using OwnNeuron;
using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Cli.Tests.Guide;

/// <summary>The example of a neuron of one's own: compiled from where it lies, and used by every command through its catalog.</summary>
public sealed class OwnNeuronTests : IDisposable
{
    private static readonly string Example = Path.Combine(Repository.Root, "examples", "own-neuron");
    private readonly TemporaryFolder _folder = new();
    private readonly Catalog _catalog = new();

    public OwnNeuronTests() => _catalog.Neurons.Add(GainedIf.Entry);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Every_command_reads_a_run_through_the_catalog_that_names_its_neuron()
    {
        _ = Run("train", Path.Combine(Example, "gained.yaml"), "--out", "run");
        using (Engine engine = new(threads: 1))
        using (Network network = Network.Load(engine, _folder.In("run"), _catalog))
        {
            Assert.Equal(new GainedIf { Gain = 0.5f }, network.Neuron);
            Parameter gain = network.Parameters.First(parameter => parameter.Name.EndsWith(".gain", StringComparison.Ordinal));
            Assert.Contains(gain.Value.ToArray(), value => value != 0.5f);
        }

        Assert.Contains("gained_if, ", Run("inspect", "run"), StringComparison.Ordinal);
        _ = Run("profile", "--checkpoint", "run");
        _ = Run("evaluate", "run");
        _ = Run("train", Path.Combine(Example, "gained.yaml"), "--out", "run", "--resume");
        Assert.Contains("gain", Run("recipes", "--keys"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_its_catalog_the_name_is_unknown()
    {
        TestTerminal terminal = new(_folder.Path);
        Assert.Equal(2, CommandLine.Run(["train", Path.Combine(Example, "gained.yaml")], terminal.Terminal));
        Assert.Contains("'neuron.type' must be one of lif, if, plif", terminal.Errors, StringComparison.Ordinal);
    }

    private string Run(params string[] arguments)
    {
        TestTerminal terminal = new(_folder.Path, catalog: _catalog);
        Assert.True(CommandLine.Run(arguments, terminal.Terminal) == 0, terminal.Errors);
        return terminal.Output;
    }
}
