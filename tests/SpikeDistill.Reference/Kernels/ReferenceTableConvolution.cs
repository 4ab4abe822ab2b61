namespace SpikeDistill.Reference.Kernels;

/// <summary>
/// A convolution of spikes in float32 and in the order of tables of partial sums: the bias, then for each block of 16
/// channels, tap and group of four channels the sum of the weights that fire, lowest channel first.
/// </summary>
public sealed record ReferenceTableConvolution(
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
    int PaddingWidth)
{
    private int OutputHeight => ((Height + (2 * PaddingHeight) - KernelHeight) / StrideHeight) + 1;

    private int OutputWidth => ((Width + (2 * PaddingWidth) - KernelWidth) / StrideWidth) + 1;

    /// <summary>[image, y, x, output], of an input of zeros and ones.</summary>
    public float[] Forward(float[] input, float[] weights, float[] bias)
    {
        float[] output = new float[Images * OutputHeight * OutputWidth * Outputs];
        for (int i = 0; i < output.Length; i++)
        {
            int k = i % Outputs, x = i / Outputs % OutputWidth, y = i / Outputs / OutputWidth % OutputHeight, n = i / Outputs / OutputWidth / OutputHeight;
            float sum = bias[k];
            for (int block = 0; block < Channels; block += 16)
            {
                for (int tap = 0; tap < KernelHeight * KernelWidth; tap++)
                {
                    for (int group = block; group < block + 16; group += 4) sum += PartialSum(input, weights, n, y, x, k, tap, group);
                }
            }

            output[i] = sum;
        }

        return output;
    }

    private float PartialSum(float[] input, float[] weights, int n, int y, int x, int k, int tap, int group)
    {
        int row = (y * StrideHeight) + (tap / KernelWidth) - PaddingHeight, column = (x * StrideWidth) + (tap % KernelWidth) - PaddingWidth;
        float sum = 0;
        if (row < 0 || row >= Height || column < 0 || column >= Width) return sum;
        for (int c = group; c < Math.Min(group + 4, Channels); c++)
        {
            if (input[(((((n * Height) + row) * Width) + column) * Channels) + c] != 0) sum += weights[(((k * Channels) + c) * KernelHeight * KernelWidth) + tap];
        }

        return sum;
    }
}
