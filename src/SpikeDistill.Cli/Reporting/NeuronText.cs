using SpikeDistill.Catalogs;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>The neurons, with where they are from and what of them is an approximation.</summary>
internal static class NeuronText
{
    /// <summary>A neuron's summary, and in a line of its own its source and fidelity, where something is to be said.</summary>
    public static IEnumerable<string> Lines(Catalog catalog)
        => catalog.Neurons.All.SelectMany(neuron => new[] { $"  {neuron.Name}: {neuron.Summary}", Provenance(neuron) is { } said ? $"      {said}" : null })
            .OfType<string>();

    /// <summary>What is to be said of the neurons of a run that are not what a paper says; null where nothing is.</summary>
    public static string? Of(ExperimentSettings settings)
        => settings.Network.Activation == ActivationKind.Spiking && settings.Neuron.Fidelity is not null
            ? $"neurons {settings.Neuron.Name}: {Provenance(((IDeclared<Neuron>)settings.Neuron).Declared)}"
            : null;

    private static string? Provenance(Entry<Neuron> neuron)
    {
        string said = string.Join("; ", new[] { neuron.Source, neuron.Fidelity }.Where(part => part is not null));
        return said.Length == 0 ? null : said;
    }
}
