using System.Diagnostics;
using System.Text.Json;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Kernels.Convolution;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Benchmarks.Kernels;

/// <summary>
/// Input gradients, and forward convolutions of floats, layer by layer: summed directly, and by Winograd's tiles of both directions
/// and of rows.
/// </summary>
internal static unsafe class WinogradRows
{
    private const int FewestRounds = 3;

    // Images: batch times four steps, unless --images says otherwise.
    private static readonly (string Name, ConvolutionShape Shape)[] Layers =
    [
        Square("64-64 32x32", 128, 64, 32),
        Square("128-128 16x16", 128, 128, 16),
        Square("256-256 8x8", 128, 256, 8),
        Square("512-512 4x4", 128, 512, 4),
        Square("32-32 16x16", 256, 32, 16),
        Square("64-64 8x8", 256, 64, 8),
        Square("128-128 4x4", 256, 128, 4),
        Square("64-64 7x7", 128, 64, 7),
        Square("16-16 32x32", 256, 16, 32),
        Square("16-16 8x8", 256, 16, 8),
        Square("16-16 4x4", 256, 16, 4),
        Square("64-64 16x16", 128, 64, 16),
        Square("128-128 8x8", 128, 128, 8),
        Square("256-256 4x4", 128, 256, 4),
        Square("512-512 2x2", 128, 512, 2),
    ];

    public static void Run(Engine engine, KernelsOptions options)
    {
        if (!options.Json)
        {
            Console.WriteLine(
                $"3x3 convolutions of floats, SIMD {Simd.Current}, {options.Threads} thread(s); shares of the "
                    + "measured peak count every multiplication of the definition.");
            Console.WriteLine($"{"layer",-22}{"pass",-18}{"direct",9}{"tiles",9}{"rows",9}   ratios");
        }

        foreach ((string name, ConvolutionShape shape) in Layers)
        {
            if (name.Contains(options.Filter, StringComparison.Ordinal))
            {
                RunShape(engine, options, name, options.Images is { } images ? shape with { Images = images } : shape);
            }
        }
    }

    private static void RunShape(Engine engine, KernelsOptions options, string name, ConvolutionShape shape)
    {
        using TensorScope scope = new(engine);
        Tensor x = KernelsCommand.Random(scope, shape.InputLength), w = KernelsCommand.Random(scope, shape.WeightLength);
        Tensor y = KernelsCommand.Random(scope, shape.OutputLength);
        WeightStrides strides = WeightStrides.Forward(shape);
        Measure("input gradient", kernels => kernels.InputGradient(shape, y.Floats, w.Floats, strides, x.Floats));
        Measure("forward", kernels => kernels.Forward(shape, ConvolutionSource.FromDense(x.Floats), w.Floats, strides, null, y.Floats));

        void Measure(string pass, Action<ConvolutionKernels> kernel)
        {
            double peak = 0, operations = 2.0 * shape.OutputLength * shape.Channels * shape.Taps;
            double[] best = [double.MaxValue, double.MaxValue, double.MaxValue];
            long start = Stopwatch.GetTimestamp();
            for (int round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds; round++)
            {
                peak = Math.Max(peak, FmaPeak.Measure(engine.Workers));
                for (int form = 0; form < 3; form++)
                {
                    ConvolutionKernels kernels = new(engine.Workers, engine.Memory) { Floats = (FloatPath)(form + 1) };
                    long before = Stopwatch.GetTimestamp();
                    kernel(kernels);
                    best[form] = Math.Min(best[form], Stopwatch.GetElapsedTime(before).TotalSeconds);
                }
            }

            // Forms that a shape has not are summed directly.
            double direct = operations / best[0] / peak, tiles = operations / best[1] / peak, rows = operations / best[2] / peak;
            if (options.Json)
            {
                Console.WriteLine(
                    JsonSerializer.Serialize(
                        new
                        {
                            layer = name,
                            pass,
                            threads = options.Threads,
                            peak = peak / 1e9,
                            direct_share = direct,
                            winograd_share = tiles,
                            rows_share = rows,
                        }));
            }
            else
            {
                Console.WriteLine($"{name,-22}{pass,-18}{direct,9:F2}{tiles,9:F2}{rows,9:F2}{best[0] / best[1],8:F2}x{best[0] / best[2],8:F2}x");
            }
        }
    }

    private static (string Name, ConvolutionShape Shape) Square(string name, int images, int channels, int size) =>
        (name, new ConvolutionShape(images, size, size, channels, channels, 3, 3, 1, 1, 1, 1));
}
