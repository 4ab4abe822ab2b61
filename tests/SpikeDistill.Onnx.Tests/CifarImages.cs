using SpikeDistill.Data;
using SpikeDistill.Tensors;

namespace SpikeDistill.Onnx.Tests;

/// <summary>Test images of CIFAR-10, as networks take them.</summary>
internal static class CifarImages
{
    /// <summary>The images; the test is skipped where they are not there.</summary>
    public static IImageDataSet Open()
    {
        string? folder = Environment.GetEnvironmentVariable("SPIKEDISTILL_DATA");
        bool there = folder is not null && Directory.Exists(Path.Combine(folder, "cifar-10-batches-bin"));
        Assert.SkipUnless(there, "SPIKEDISTILL_DATA names no folder with CIFAR-10.");
        return ImageData.Open("cifar10", folder).Test;
    }

    /// <summary>Still images, [N, 32, 32, 3].</summary>
    public static Tensor Still(TensorScope scope, IImageDataSet test, int first, int count)
    {
        Tensor pixels = scope.Zeros(new Shape(count, 32, 32, 3));
        byte[] bytes = new byte[32 * 32 * 3];
        PixelNormalization constants = new([0.4914f, 0.4822f, 0.4465f], [0.247f, 0.2435f, 0.2616f]);
        for (int n = 0; n < count; n++)
        {
            test.CopyPixels(first + n, bytes);
            constants.Apply(bytes, pixels.Values.Slice(n * bytes.Length, bytes.Length));
        }

        return pixels;
    }

    /// <summary>Frames of two channels in place of events, [T, N, 32, 32, 2]: step t has the channels t and t + 1 of its image.</summary>
    public static Tensor Frames(TensorScope scope, IImageDataSet test, int first, int count, int steps)
    {
        using TensorScope own = new(scope.Engine);
        Tensor still = Still(own, test, first, count), frames = scope.Zeros(new Shape(steps, count, 32, 32, 2));
        int places = count * 32 * 32;
        for (int i = 0; i < steps * places; i++)
        {
            for (int channel = 0; channel < 2; channel++)
            {
                frames.Values[(2 * i) + channel] = still.Values[(3 * (i % places)) + (((i / places) + channel) % 3)];
            }
        }

        return frames;
    }
}
