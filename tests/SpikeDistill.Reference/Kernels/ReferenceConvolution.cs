namespace SpikeDistill.Reference.Kernels;

/// <summary>
/// Convolution by its definition, in double precision: input [Images, Height, Width, Channels], weights [Outputs,
/// Channels / Groups, KernelHeight, KernelWidth], output [Images, OutputHeight, OutputWidth, Outputs].
/// </summary>
public sealed record ReferenceConvolution(
    int Images,
    int Height,
    int Width,
    int Channels,
    int Outputs,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth,
    int PaddingHeight,
    int PaddingWidth,
    int Groups)
{
    public int OutputHeight => ((Height + (2 * PaddingHeight) - KernelHeight) / StrideHeight) + 1;

    public int OutputWidth => ((Width + (2 * PaddingWidth) - KernelWidth) / StrideWidth) + 1;

    public (double[] Values, double[] Magnitudes) Forward(float[] input, float[] weights, float[]? bias)
    {
        Sums output = new(Images * OutputHeight * OutputWidth * Outputs);
        ForEachProduct((x, w, y) => output.Add(y, (double)input[x] * weights[w]));
        for (int i = 0; bias is not null && i < output.Length; i++) output.Add(i, bias[i % Outputs]);
        return output.Result;
    }

    public (double[] Values, double[] Magnitudes) InputGradient(float[] outputGradient, float[] weights)
    {
        Sums input = new(Images * Height * Width * Channels);
        ForEachProduct((x, w, y) => input.Add(x, (double)outputGradient[y] * weights[w]));
        return input.Result;
    }

    public (double[] Values, double[] Magnitudes) WeightGradient(float[] input, float[] outputGradient)
    {
        Sums weights = new(Outputs * (Channels / Groups) * KernelHeight * KernelWidth);
        ForEachProduct((x, w, y) => weights.Add(w, (double)outputGradient[y] * input[x]));
        return weights.Result;
    }

    public (double[] Values, double[] Magnitudes) BiasGradient(float[] outputGradient)
    {
        Sums bias = new(Outputs);
        for (int i = 0; i < outputGradient.Length; i++) bias.Add(i % Outputs, outputGradient[i]);
        return bias.Result;
    }

    /// <summary>Calls back with the indices (input, weight, output) of every product of the definition.</summary>
    private void ForEachProduct(Action<int, int, int> product)
    {
        int groupChannels = Channels / Groups, groupOutputs = Outputs / Groups;
        for (int n = 0; n < Images; n++)
            for (int oy = 0; oy < OutputHeight; oy++)
                for (int ox = 0; ox < OutputWidth; ox++)
                    for (int k = 0; k < Outputs; k++)
                        for (int ky = 0; ky < KernelHeight; ky++)
                            for (int kx = 0; kx < KernelWidth; kx++)
                            {
                                int y = (oy * StrideHeight) + ky - PaddingHeight, x = (ox * StrideWidth) + kx - PaddingWidth;
                                if (y < 0 || y >= Height || x < 0 || x >= Width) continue;
                                for (int c = 0; c < groupChannels; c++)
                                {
                                    product(
                                        (((((n * Height) + y) * Width) + x) * Channels) + (k / groupOutputs * groupChannels) + c,
                                        (((((k * groupChannels) + c) * KernelHeight) + ky) * KernelWidth) + kx,
                                        (((((n * OutputHeight) + oy) * OutputWidth) + ox) * Outputs) + k);
                                }
                            }
    }

    private sealed class Sums(int length)
    {
        private readonly double[] _values = new double[length];
        private readonly double[] _magnitudes = new double[length];

        public int Length => _values.Length;

        public (double[] Values, double[] Magnitudes) Result => (_values, _magnitudes);

        public void Add(int index, double term)
        {
            _values[index] += term;
            _magnitudes[index] += Math.Abs(term);
        }
    }
}
