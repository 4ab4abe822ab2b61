using SpikeDistill.Analyses;
using SpikeDistill.Costs;
using SpikeDistill.Data;
using SpikeDistill.Images;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Training;
using Drawn = SpikeDistill.Analyses.Picture;
using Photograph = SpikeDistill.Images.Picture;

namespace SpikeDistill.Watch.Trying;

/// <summary>What a network makes of one image.</summary>
/// <param name="Classes">The classes' names, or their numbers.</param>
/// <param name="Logits">Its logits, step by step.</param>
/// <param name="Seen">The image as the network sees it.</param>
internal sealed record TriedNetwork(IReadOnlyList<string> Classes, IReadOnlyList<IReadOnlyList<float>> Logits, Drawn Seen)
{
    private const int NeuronsOfALayer = 6, LargestSide = 1024;

    /// <summary>Spikes of a few neurons of each layer; empty for an ANN.</summary>
    public required IReadOnlyList<LayerRaster> Rasters { get; init; }

    /// <summary>Firing rates of the layers for this image; empty for an ANN.</summary>
    public required IReadOnlyList<LayerRate> Rates { get; init; }

    /// <summary>Operations on this image over all steps.</summary>
    public required OperationCount Operations { get; init; }

    /// <summary>The class that it gives in the end.</summary>
    public string Answer => Classes[Enumerable.Range(0, Classes.Count).MaxBy(label => Logits.Sum(logits => logits[label]))];

    /// <summary>The probability of each class by the logits averaged over the first steps.</summary>
    /// <param name="steps">How many steps.</param>
    public double[] After(int steps)
    {
        float[] mean = [.. Enumerable.Range(0, Classes.Count).Select(label => Logits.Take(steps).Average(logits => logits[label]))];
        return Metrics.Logits.Probabilities(mean);
    }

    /// <summary>Shows a network a picture: the middle of it, as its evaluation would.</summary>
    /// <param name="network">The network.</param>
    /// <param name="picture">The picture.</param>
    /// <param name="token">Stops between layers.</param>
    /// <exception cref="RunException">The network takes no pictures, does not say how it is shown them, or has no room in the memory left.</exception>
    /// <exception cref="PictureException">The picture cannot be decoded.</exception>
    public static TriedNetwork Of(Network network, Photograph picture, CancellationToken token)
    {
        (ImageShape shape, PixelNormalization constants) = InputOf(network);
        RequireMemory(network, shape, AvailableMemory.ToThisProcess());
        byte[] pixels = new byte[shape.Size];
        picture.Copy(picture.Middle(network.TrainedOn?.Middle ?? 1), shape, pixels);
        FiringMonitor firing = new();
        SpikeRecorder spikes = new(NeuronsOfALayer);
        using Tape tape = new(network.Engine, recording: false);
        Tensor image = tape.Allocate(new Shape(1, shape.Height, shape.Width, shape.Channels));
        constants.Apply(pixels, image.Values);
        Tensor logits = network.Forward(tape, image, new ForwardOptions { Observer = new Observers(token, firing, spikes) }).Logits;
        int classes = logits.Shape[^1], steps = logits.Shape[0];
        float[] values = logits.ToArray();
        Dictionary<string, double> rates = firing.Rates.ToDictionary(layer => layer.Layer, layer => layer.Rate, StringComparer.Ordinal);
        return new TriedNetwork(
            [.. Enumerable.Range(0, classes).Select(label => NameOf(network, label))],
            [.. Enumerable.Range(0, steps).Select(step => (IReadOnlyList<float>)values[(step * classes)..((step + 1) * classes)])],
            Drawn.Of(
                shape.Height,
                shape.Width,
                shape.Channels,
                (row, column, channel) => pixels[(((row * shape.Width) + column) * shape.Channels) + channel] / (float)byte.MaxValue))
        {
            Rasters = spikes.Rasters,
            Rates = firing.Rates,
            Operations = OperationCount.Of(
                network.Description, network.Dynamics, shape.Height, shape.Width, layer => rates.GetValueOrDefault(layer, double.NaN)),
        };
    }

    /// <summary>Refuses a network whose steps and images together take more memory than there is.</summary>
    /// <param name="network">The network.</param>
    /// <param name="shape">The image that it is shown.</param>
    /// <param name="available">The memory, bytes.</param>
    /// <exception cref="RunException">There is too little.</exception>
    internal static void RequireMemory(Network network, ImageShape shape, long available)
    {
        long needed = new NetworkMemory(network.Description, network.Dynamics, shape.Height, shape.Width).InferenceBytes(batch: 1);
        if (needed > available)
        {
            throw new RunException(
                $"The network takes {SizeText.Of(needed)} of memory for an image of {shape} in {network.Dynamics.Timesteps} steps, but "
                    + $"{SizeText.Of(available)} are left.");
        }
    }

    private static (ImageShape Shape, PixelNormalization Constants) InputOf(Network network)
    {
        if (network.Description.Image is not { OverTime: false, Channels: 1 or 3 } image)
        {
            throw new RunException("The network takes recordings of events, or images of channels that no picture has; a picture cannot be shown to it.");
        }

        ImageShape? shape = network.TrainedOn?.Image
            ?? (image is { Height: { } height, Width: { } width } ? new ImageShape(height, width, image.Channels) : null);
        if (shape is { } large && Math.Max(large.Height, large.Width) > LargestSide)
        {
            throw new RunException($"The network takes images of {large}; pictures are made at most {LargestSide} pixels wide and high here.");
        }

        return shape is { } known && network.TrainedOn is { } trained
            ? (known, trained.Normalization)
            : throw new RunException("The weights do not say on which images the network was trained; those of a run of this version do.");
    }

    private static string NameOf(Network network, int label)
        => network.TrainedOn is { ClassNames: { } names } && label < names.Count ? names[label] : label.ToString();

    private sealed class Observers(CancellationToken token, params IForwardObserver[] all) : IForwardObserver
    {
        public void Activated(string layer, Tensor output)
        {
            token.ThrowIfCancellationRequested();
            Array.ForEach(all, one => one.Activated(layer, output));
        }
    }
}
