namespace SpikeDistill.Analyses;

/// <summary>
/// What the terms of an objective that read features add to the gradients on the input currents of single neurons: those of the last layer that the
/// terms reach, over some images and all steps, through the neurons' surrogate and their membranes.
/// </summary>
/// <param name="Terms">Those terms' names.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Images">How many images there are.</param>
/// <param name="Neurons">Neurons of it, evenly spread; each has a share of the loss that is a mean over the images.</param>
/// <param name="Trace">The neuron to which the terms add most, step by step.</param>
public sealed record FeatureGradients(
    IReadOnlyList<string> Terms, string Layer, int Images, IReadOnlyList<NeuronGradient> Neurons, GradientTrace Trace);

/// <summary>Gradients on the input currents of a neuron: Euclidean norms over images and steps.</summary>
/// <param name="Neuron">Its place in the layer.</param>
/// <param name="Without">Of the other terms.</param>
/// <param name="Added">Of the terms of features.</param>
/// <param name="With">Of all terms: what it learns from.</param>
public sealed record NeuronGradient(int Neuron, double Without, double Added, double With);

/// <summary>Gradients on the input current of a neuron for one image, step by step.</summary>
/// <param name="Neuron">Its place in the layer.</param>
/// <param name="Image">The image, by its place among the images.</param>
/// <param name="Input">Its input current at each step.</param>
/// <param name="Spikes">The steps, from 1, at which it fired.</param>
/// <param name="Without">The gradient of the other terms at each step.</param>
/// <param name="Added">That of the terms of features.</param>
public sealed record GradientTrace(
    int Neuron, int Image, IReadOnlyList<double> Input, IReadOnlyList<int> Spikes, IReadOnlyList<double> Without, IReadOnlyList<double> Added);
