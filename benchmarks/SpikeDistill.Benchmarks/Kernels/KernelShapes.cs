using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Benchmarks.Kernels;

/// <summary>The layers measured; benchmarks/peers/convolution.py has the same list.</summary>
internal static class KernelShapes
{
    public static (string Name, ConvolutionShape Shape)[] All(int batch)
    {
        return
        [
            Square("64-64 32x32 3x3", 64, 64, 32, 3),
            Square("128-128 16x16 3x3", 128, 128, 16, 3),
            Square("256-256 8x8 3x3", 256, 256, 8, 3),
            Square("512-512 4x4 3x3", 512, 512, 4, 3),
            Square("16-16 32x32 3x3", 16, 16, 32, 3),
            Square("32-32 32x32 3x3", 32, 32, 32, 3),
            Square("32-32 16x16 3x3", 32, 32, 16, 3),
            Square("256-256 2x2 3x3", 256, 256, 2, 3),
            Square("3-64 32x32 3x3", 3, 64, 32, 3),
            Square("3-32 32x32 3x3", 3, 32, 32, 3),
            Square("3-16 32x32 3x3", 3, 16, 32, 3),
            Square("64-128 32x32 3x3 s2", 64, 128, 32, 3, 2),
            Square("64-128 32x32 1x1 s2", 64, 128, 32, 1, 2),
            Square("256-512 8x8 1x1 s2", 256, 512, 8, 1, 2),
            Square("128-128 16x16 1x1", 128, 128, 16, 1),
            ("linear 512-100", new ConvolutionShape(batch, 1, 1, 512, 100, 1, 1)),
            ("tokens 384-384", new ConvolutionShape(64 * batch, 1, 1, 384, 384, 1, 1)),
            ("tokens 384-1536", new ConvolutionShape(64 * batch, 1, 1, 384, 1536, 1, 1)),
            ("tokens 1536-384", new ConvolutionShape(64 * batch, 1, 1, 1536, 384, 1, 1)),
        ];

        (string Name, ConvolutionShape Shape) Square(string name, int channels, int outputs, int size, int kernel, int stride = 1) =>
            (name, new ConvolutionShape(batch, size, size, channels, outputs, kernel, kernel, stride, stride, kernel / 2, kernel / 2));
    }
}
