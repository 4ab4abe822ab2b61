using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Runs;

/// <summary>A network whose operations are counted, and the firing rates to count with.</summary>
/// <param name="Network">The network.</param>
/// <param name="Dynamics">What fires in it, with what neurons learn.</param>
/// <param name="Rate">A layer's firing rate by its name; never asked for an ANN.</param>
/// <param name="RatesFrom">Where the rates come from, in words.</param>
internal sealed record ProfileSubject(NetworkSettings Network, Dynamics Dynamics, Func<string, double> Rate, string RatesFrom)
{
    /// <summary>One firing rate for every layer.</summary>
    public static ProfileSubject Assumed(NetworkSettings network, Dynamics dynamics, double rate)
        => new(network, dynamics, _ => rate, FormattableString.Invariant($"{100 * rate:0.##} % in every layer (assumed)"));

    /// <summary>The network of a run folder or weights file, with the rates of the run's last evaluation where none is given.</summary>
    public static ProfileSubject OfCheckpoint(string path, Catalog catalog, double? rate)
    {
        if (!Directory.Exists(path))
        {
            (NetworkSettings network, Dynamics dynamics) = InputException.Guard(() => NetworkOf(path, catalog));
            return rate is { } given || IsAnn(network)
                ? Assumed(network, dynamics, rate.GetValueOrDefault())
                : throw new InputException($"{path}: a weights file holds no firing rates; give the folder of its run, or a rate with --firing-rate.");
        }

        RunFolder run = InputException.Guard(() => RunFolder.Open(path, catalog));
        return rate is not null || IsAnn(run.Settings.Network) ? Assumed(run.Settings.Network, DynamicsOf(run), rate.GetValueOrDefault()) : Measured(run);
    }

    private static bool IsAnn(NetworkSettings network) => network.IsAnn;

    private static Dynamics DynamicsOf(RunFolder run) => run.Settings.Network.DynamicsWith(run.Settings.Neuron);

    private static (NetworkSettings Network, Dynamics Dynamics) NetworkOf(string weights, Catalog catalog)
    {
        using Engine engine = new(threads: 1);
        using Network network = Checkpoint.LoadNetwork(weights, engine, catalog);
        return (network.Settings, network.Dynamics);
    }

    private static ProfileSubject Measured(RunFolder run)
    {
        EpochMetrics last = InputException.Guard(run.ReadMetrics).LastOrDefault(epoch => epoch.Evaluation is not null)
            ?? throw new InputException(
                $"{run.Path}: no finished epoch of this run was evaluated, so its firing rates are not known; give one with --firing-rate.");
        Dictionary<string, double> rates = last.Evaluation!.FiringRates.ToDictionary(layer => layer.Layer, layer => layer.Rate);
        if (last.Evaluation.InputRate is { } seen)
        {
            rates[Node.Image] = seen;
        }

        return new ProfileSubject(
            run.Settings.Network,
            DynamicsOf(run),
            layer => rates.TryGetValue(layer, out double rate)
                ? rate
                : throw new InputException($"{run.Path}: its metrics hold no firing rate of the layer '{layer}'; give one rate for all with --firing-rate."),
            $"measured on the {last.Evaluation.Split} images after epoch {last.Epoch}");
    }
}
