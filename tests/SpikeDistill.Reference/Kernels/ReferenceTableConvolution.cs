namespace SpikeDistill.Reference.Kernels;

/// <summary>
/// A convolution of spikes in float32 and in the order of tables of partial sums: the bias, then for each block of 16
/// channels, tap and group of four channels the sum of the weights that fire, lowest channel first.
/// </summary>
public sealed class ReferenceTableConvolution(ReferenceConvolution shape)
{
    /// <summary>[image, y, x, output], of an input of zeros and ones.</summary>
    public float[] Forward(float[] input, float[] weights, float[] bias)
    {
        int outputs = shape.Outputs, width = shape.OutputWidth, height = shape.OutputHeight;
        float[] output = new float[shape.Images * height * width * outputs];
        for (int i = 0; i < output.Length; i++)
        {
            int k = i % outputs, x = i / outputs % width, y = i / outputs / width % height, n = i / outputs / width / height;
            float sum = bias[k];
            for (int block = 0; block < shape.Channels; block += 16)
            {
                for (int tap = 0; tap < shape.KernelHeight * shape.KernelWidth; tap++)
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
        int row = (y * shape.StrideHeight) + (tap / shape.KernelWidth) - shape.PaddingHeight;
        int column = (x * shape.StrideWidth) + (tap % shape.KernelWidth) - shape.PaddingWidth;
        float sum = 0;
        if (row < 0 || row >= shape.Height || column < 0 || column >= shape.Width) return sum;
        for (int c = group; c < Math.Min(group + 4, shape.Channels); c++)
        {
            if (input[(((((n * shape.Height) + row) * shape.Width) + column) * shape.Channels) + c] != 0)
            {
                sum += weights[(((k * shape.Channels) + c) * shape.KernelHeight * shape.KernelWidth) + tap];
            }
        }

        return sum;
    }
}
