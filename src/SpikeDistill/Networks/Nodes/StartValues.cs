using SpikeDistill.Tensors;

namespace SpikeDistill.Networks.Nodes;

/// <summary>
/// How a parameter begins. Every parameter draws from its own sequence, which its name and the seed decide, so that adding one
/// changes no other.
/// </summary>
public abstract record StartValues
{
    /// <summary>The same number everywhere.</summary>
    public static StartValues Constant(float value) => new ConstantStart(value);

    /// <summary>Uniform in <paramref name="middle"/> ± <paramref name="spread"/>, which may be 0.</summary>
    public static StartValues Around(float middle, float spread) => spread == 0 ? Constant(middle) : new AroundStart(middle, spread);

    /// <summary>Normal with variance 2 / <paramref name="fanOut"/> (He et al., ICCV 2015; fan-out as torchvision's ResNet and VGG have it).</summary>
    /// <param name="fanOut">Outputs times the kernel's area.</param>
    public static StartValues Normal(long fanOut) => new GaussianStart(MathF.Sqrt(2f / fanOut));

    /// <summary>Normal with mean 0.</summary>
    /// <param name="deviation">Its standard deviation.</param>
    public static StartValues Gaussian(float deviation) => new GaussianStart(deviation);

    /// <summary>Uniform in ±1/√<paramref name="inputs"/> (PyTorch's default of linear layers, weight and bias).</summary>
    /// <param name="inputs">Inputs of the layer.</param>
    public static StartValues Uniform(int inputs) => new UniformStart(inputs);

    /// <summary>Writes the values.</summary>
    /// <param name="values">Where to.</param>
    /// <param name="name">The parameter's name.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    public abstract void Fill(Span<float> values, string name, long seed);

    private static CounterRandom Random(string name, long seed) => new(seed, "initial " + name);

    private sealed record ConstantStart(float Value) : StartValues
    {
        public override void Fill(Span<float> values, string name, long seed) => values.Fill(Value);
    }

    private sealed record AroundStart(float Middle, float Spread) : StartValues
    {
        public override void Fill(Span<float> values, string name, long seed)
        {
            CounterRandom random = Random(name, seed);
            foreach (ref float value in values)
            {
                value = random.NextSingle(Middle - Spread, Middle + Spread);
            }
        }
    }

    private sealed record GaussianStart(float Deviation) : StartValues
    {
        public override void Fill(Span<float> values, string name, long seed)
        {
            CounterRandom random = Random(name, seed);
            foreach (ref float value in values)
            {
                value = Deviation * random.NextGaussian();
            }
        }
    }

    private sealed record UniformStart(int Inputs) : StartValues
    {
        public override void Fill(Span<float> values, string name, long seed)
        {
            float bound = 1 / MathF.Sqrt(Inputs);
            CounterRandom random = Random(name, seed);
            foreach (ref float value in values)
            {
                value = random.NextSingle(-bound, bound);
            }
        }
    }
}
