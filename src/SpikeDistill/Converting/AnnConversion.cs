using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace SpikeDistill.Converting;

/// <summary>
/// ANN to SNN conversion, the baseline that needs many steps: rectifiers become integrate-and-fire neurons whose rate over T steps
/// approaches the activation as T grows, with soft reset (Rueckauer et al., Frontiers in Neuroscience 2017) and potentials that start at
/// half the threshold (Bu et al., AAAI 2022), so that rates are rounded to the nearest and not down. Layers are scaled by their
/// thresholds, so that all neurons fire at 1. A max pool of spikes passes on a spike of any in its window, more than its largest
/// activation would. An ANN of rectifiers in steps (<see cref="SpikeDistill.Networks.Nodes.ClipFloorShift"/>) is converted with the thresholds
/// that it has learned (<see cref="ThresholdBalance.Learned"/>).
/// </summary>
public static class AnnConversion
{
    /// <summary>Where potentials start, in thresholds.</summary>
    internal const float Start = 0.5f;

    /// <summary>The spiking twin of an ANN.</summary>
    /// <param name="teacher">An ANN of rectifiers whose nodes are convolutions, linear layers, normalizations, sums, pools and views.</param>
    /// <param name="thresholds">The threshold of each activation by its name, above 0 (<see cref="ThresholdBalance"/>).</param>
    /// <param name="timesteps">T.</param>
    /// <returns>A network of described nodes with weights, which the caller disposes; its running statistics are the teacher's.</returns>
    /// <exception cref="ArgumentException">The network spikes, or a threshold is missing.</exception>
    /// <exception cref="DescriptionException">A node has no spiking twin; the message names it.</exception>
    public static Network Convert(Network teacher, IReadOnlyDictionary<string, float> thresholds, int timesteps)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(thresholds);
        if (teacher.Dynamics.Spiking)
        {
            throw new ArgumentException("The network spikes already; an ANN of rectifiers is converted.", nameof(teacher));
        }

        ScaledNodes scaled = new(teacher.Description.GraphOf(teacher.Dynamics), thresholds);
        NetworkDescription description = new(teacher.Description.Name + "-converted", teacher.Description.Image, scaled.Nodes);
        Network made = Network.Create(teacher.Engine, description, new If { Reset = ResetMode.Soft, ResetValue = Start }, timesteps);
        made.TrainedOn = teacher.TrainedOn;
        Dictionary<string, Tensor> from = teacher.NamedTensors();
        foreach ((string name, Tensor value) in made.Named)
        {
            float factor = scaled.FactorOf(name);
            if (from.TryGetValue(name, out Tensor? source))
            {
                TensorPrimitives.Multiply(source.Values, factor, value.Values);
            }
            else
            {
                // A node that only scales.
                value.Values.Fill(factor);
            }
        }

        return made;
    }
}
