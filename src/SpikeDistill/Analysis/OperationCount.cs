using SpikeDistill.Networks;

namespace SpikeDistill.Analysis;

/// <summary>
/// Operations of a network on one image over all its time steps, by the rule behind TSER's Table 4 (the public counter syops;
/// methods reference 6.2): what reads spikes accumulates (AC, times the firing rate of what it reads), everything else
/// multiplies and accumulates (MAC). Normalization counts 2 an element and is not folded; neurons count 1 an element.
/// </summary>
public sealed record OperationCount
{
    /// <summary>Energy of a multiply-accumulate, pJ: 32-bit float, 45 nm.</summary>
    public const double MacPicojoules = 4.6;

    /// <summary>Energy of an accumulate, pJ: 32-bit float, 45 nm.</summary>
    public const double AcPicojoules = 0.9;

    /// <summary>Multiply-accumulates.</summary>
    public required long Macs { get; init; }

    /// <summary>Accumulates at the measured firing rates: the synaptic operations and the neurons' own.</summary>
    public required double Acs { get; init; }

    /// <summary>Accumulates at firing rate 1, plus multiply-accumulates.</summary>
    public required long Ops { get; init; }

    /// <summary>4.6 pJ a MAC and 0.9 pJ an AC, in millijoules.</summary>
    public double EnergyMillijoules => ((Macs * MacPicojoules) + (Acs * AcPicojoules)) * 1e-9;

    /// <summary>Counts a network's operations.</summary>
    /// <param name="network">The network's settings; an ANN counts one pass, all MAC.</param>
    /// <param name="imageSize">Height and width of the images.</param>
    /// <param name="firingRate">The firing rate of a unit, by its name; not asked for an ANN.</param>
    public static OperationCount Of(NetworkSettings network, int imageSize, Func<string, double> firingRate)
    {
        Counter counter = new(NetworkRegistry.Describe(network), network, imageSize, firingRate);
        return counter.Count();
    }

    private sealed class Counter(NetworkDescription description, NetworkSettings settings, int imageSize, Func<string, double> firingRate)
    {
        private readonly int[] _sizes = new int[description.Units.Count];
        private long _macs;
        private double _acs;
        private long _dense;

        private bool Spiking => settings.Activation == ActivationKind.Spiking;

        public OperationCount Count()
        {
            for (int i = 0; i < description.Units.Count; i++)
            {
                CountUnit(i, description.Units[i]);
            }

            int last = description.Units.Count - 1;
            ClassifierDescription classifier = description.Classifier;
            AddReading(last, Squared(_sizes[last]) * classifier.Inputs);
            AddMacs((long)(classifier.Inputs + 1) * classifier.Classes);
            int steps = settings.Timesteps;
            return new OperationCount { Macs = _macs * steps, Acs = _acs * steps, Ops = (_macs + _dense) * steps };
        }

        private static long Squared(int size) => (long)size * size;

        private void CountUnit(int index, UnitDescription unit)
        {
            int size = AddConvolution(unit.Convolution, unit.Source);
            _sizes[index] = size;
            if (unit.Shortcut is { Projection: { } projection } shortcut)
            {
                AddConvolution(projection, shortcut.Source);
            }

            long neurons = Squared(size) * unit.Convolution.Outputs;
            if (Spiking)
            {
                _acs += neurons;
                _dense += neurons;
            }
        }

        /// <summary>Adds a convolution and its normalization; returns the output's height and width.</summary>
        private int AddConvolution(ConvolutionDescription convolution, int source)
        {
            int size = convolution.OutputSize(source == UnitDescription.Image ? imageSize : _sizes[source]);
            long outputs = Squared(size) * convolution.Outputs;
            AddReading(source, outputs * convolution.Inputs * convolution.Kernel * convolution.Kernel);
            AddMacs(2 * outputs);
            return size;
        }

        private void AddReading(int source, long operations)
        {
            if (source == UnitDescription.Image || !Spiking)
            {
                AddMacs(operations);
                return;
            }

            _acs += operations * firingRate(description.Units[source].Name);
            _dense += operations;
        }

        private void AddMacs(long operations) => _macs += operations;
    }
}
