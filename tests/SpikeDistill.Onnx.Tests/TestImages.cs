using SpikeDistill.Tensors;

namespace SpikeDistill.Onnx.Tests;

/// <summary>Images, as both sides take them.</summary>
internal static class TestImages
{
    /// <summary>Smooth images of noise, [N, H, W, 3].</summary>
    public static Tensor Still(TensorScope scope, int count, int side = 32, int seed = 3)
    {
        Tensor images = scope.Zeros(new Shape(count, side, side, 3));
        Random random = new(seed);
        for (int n = 0; n < count; n++)
        {
            for (int c = 0; c < 3; c++)
            {
                (double a, double b, double phase) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5, 6 * random.NextDouble());
                for (int y = 0; y < side; y++)
                {
                    for (int x = 0; x < side; x++)
                    {
                        int place = (((n * side) + y) * side) + x;
                        images.Values[(place * 3) + c] = (float)(1.5 * Math.Sin((a * x) + (b * y) + phase)) + (0.5f * random.NextSingle());
                    }
                }
            }
        }

        return images;
    }

    /// <summary>Counts of events, [T, N, H, W, 2].</summary>
    public static Tensor Frames(TensorScope scope, int steps, int count, int side = 32)
    {
        Tensor frames = scope.Zeros(new Shape(steps, count, side, side, 2));
        Random random = new(4);
        foreach (ref float value in frames.Values) value = random.Next(5) == 0 ? random.Next(1, 4) : 0;
        return frames;
    }

    /// <summary>The last axis before the two of the image.</summary>
    public static float[] ChannelsFirst(Tensor images)
    {
        Shape shape = images.Shape;
        int channels = shape[^1], places = shape[^2] * shape[^3], samples = (int)(shape.Count / channels / places);
        float[] moved = new float[shape.Count];
        for (int n = 0; n < samples; n++)
        {
            for (int p = 0; p < places; p++)
            {
                for (int c = 0; c < channels; c++) moved[(((n * channels) + c) * places) + p] = images.Values[(((n * places) + p) * channels) + c];
            }
        }

        return moved;
    }
}
