namespace SpikeDistill.Metrics;

/// <summary>The firing of one layer.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Neurons">Its neurons, for one image; 0 of a code of the image.</param>
/// <param name="Rate">Spikes per neuron and step.</param>
public sealed record LayerRate(string Layer, long Neurons, double Rate);
