using SpikeDistill.Networks;

namespace SpikeDistill.Training;

/// <summary>A tensor of a network's weights: its name and PyTorch's shape.</summary>
internal sealed record WeightTensor(string Name, int[] Shape)
{
    public string ShapeText => $"[{string.Join(", ", Shape)}]";
}

/// <summary>The tensors of a network, from its description alone: nothing is made that a file might not fill.</summary>
internal static class WeightTensors
{
    public static IEnumerable<WeightTensor> Of(NetworkDescription description)
        => description.Units.SelectMany(Of).Concat(description.Classifier.Layers.SelectMany(Of));

    /// <summary>The tensors of one normalization.</summary>
    public static IEnumerable<WeightTensor> OfNormalization(string name, int channels)
        => ((string[])["weight", "bias", "running_mean", "running_var"]).Select(part => new WeightTensor($"{name}.{part}", [channels]));

    private static IEnumerable<WeightTensor> Of(UnitDescription unit)
    {
        IEnumerable<WeightTensor> main = Of(unit.Convolution).Concat(OfNormalization(unit.Normalization, unit.Convolution.Outputs));
        return unit.Shortcut is { Projection: { } projection, ProjectionNormalization: { } normalization }
            ? main.Concat(Of(projection)).Concat(OfNormalization(normalization, projection.Outputs))
            : main;
    }

    private static IEnumerable<WeightTensor> Of(ConvolutionDescription convolution)
    {
        yield return new WeightTensor(convolution.Name + ".weight", [convolution.Outputs, convolution.Inputs, convolution.Kernel, convolution.Kernel]);
        if (convolution.Bias)
        {
            yield return new WeightTensor(convolution.Name + ".bias", [convolution.Outputs]);
        }
    }

    private static IEnumerable<WeightTensor> Of(LinearDescription linear) =>
    [
        new(linear.Name + ".weight", [linear.Outputs, linear.Inputs]),
        new(linear.Name + ".bias", [linear.Outputs]),
    ];
}
