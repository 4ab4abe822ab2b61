using SpikeDistill.Tensors;

namespace SpikeDistill.Networks;

/// <summary>
/// Initial weights. Convolutions: normal with variance 2 / (outputs·kernel area) (He et al., ICCV 2015, fan-out, as
/// torchvision's ResNet and VGG), biases 0. Linear layers: uniform in ±1/√inputs, weight and bias (PyTorch's default). Every
/// parameter draws from its own sequence, so that adding one changes no other.
/// </summary>
internal static class Initialization
{
    public static void Convolution(Tensor weight, string name, long seed)
    {
        int fanOut = weight.Shape[0] * weight.Shape[2] * weight.Shape[3];
        float deviation = MathF.Sqrt(2f / fanOut);
        CounterRandom random = new(seed, "initial " + name);
        foreach (ref float value in weight.Values)
        {
            value = deviation * random.NextGaussian();
        }
    }

    public static void Linear(Tensor values, int inputs, string name, long seed)
    {
        float bound = 1 / MathF.Sqrt(inputs);
        CounterRandom random = new(seed, "initial " + name);
        foreach (ref float value in values.Values)
        {
            value = random.NextSingle(-bound, bound);
        }
    }
}
