using System.Diagnostics;
using System.Numerics;
using System.Text.Json;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Kernels.Convolution;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Benchmarks.Kernels;

/// <summary>A pass over packed spikes, layer by layer and rate by rate: multiplied as 0 and 1, added from lists, and as chosen.</summary>
internal static unsafe class SpikeRows
{
    private const int FewestRounds = 3;

    private static readonly double[] Rates = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.8];

    // Images: batch times four steps.
    private static readonly (string Name, ConvolutionShape Shape)[] Layers =
    [
        Square("64-64 32x32 3x3", 128, 64, 64, 32, 3),
        Square("128-128 16x16 3x3", 128, 128, 128, 16, 3),
        Square("256-256 8x8 3x3", 128, 256, 256, 8, 3),
        Square("512-512 4x4 3x3", 128, 512, 512, 4, 3),
        Square("16-16 32x32 3x3", 256, 16, 16, 32, 3),
        Square("32-32 16x16 3x3", 256, 32, 32, 16, 3),
        Square("64-64 8x8 3x3", 256, 64, 64, 8, 3),
        Square("128-128 4x4 3x3", 256, 128, 128, 4, 3),
        Square("64-128 32x32 3x3 s2", 128, 64, 128, 32, 3, 2),
        Square("64-128 32x32 1x1 s2", 128, 64, 128, 32, 1, 2),
        ("linear 512-100", new ConvolutionShape(256, 1, 1, 512, 100, 1, 1)),

        // Spikformer 4-384: four steps, 16 images, 64 tokens.
        ("tokens 384-384", new ConvolutionShape(4096, 1, 1, 384, 384, 1, 1)),
        ("tokens 384-1536", new ConvolutionShape(4096, 1, 1, 384, 1536, 1, 1)),
        ("tokens 1536-384", new ConvolutionShape(4096, 1, 1, 1536, 384, 1, 1)),
    ];

    public static void Run(Engine engine, KernelsOptions options, bool forward)
    {
        string pass = forward ? "forward" : "weight gradient";
        if (!options.Json)
        {
            Console.WriteLine(
                $"{pass} from {(options.Counts ? "counts" : "packed spikes")}, SIMD {Simd.Current}, {options.Threads} thread(s); shares of the "
                    + "measured peak count every multiplication of the dense form.");
            Console.WriteLine($"{"layer",-22}{"rate",6}{"dense",9}{"sparse",9}{"chosen",9}{"sparse/dense",14}{"chosen/best",13}");
        }

        foreach ((string name, ConvolutionShape shape) in Layers)
        {
            if (!name.Contains(options.Filter, StringComparison.Ordinal)) continue;
            foreach (double rate in Rates)
            {
                if (options.Spikes is null || options.Spikes == rate) RunRate(engine, options, pass, name, shape, rate);
            }
        }
    }

    private static void RunRate(Engine engine, KernelsOptions options, string pass, string name, ConvolutionShape shape, double rate)
    {
        using TensorScope scope = new(engine);
        Tensor x = options.Counts ? Counts(scope, shape, rate) : KernelsCommand.Input(scope, shape, rate);
        Tensor dy = KernelsCommand.Random(scope, shape.OutputLength), w = KernelsCommand.Random(scope, shape.WeightLength);
        Tensor dw = scope.Zeros(w.Shape), y = scope.Zeros(dy.Shape);
        double operations = 2.0 * shape.OutputLength * shape.Channels * shape.Taps, peak = 0;
        SpikePath[] paths = [SpikePath.Dense, SpikePath.Sparse, SpikePath.ByCount];
        double[] best = [double.MaxValue, double.MaxValue, double.MaxValue];
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds; round++)
        {
            peak = Math.Max(peak, FmaPeak.Measure(engine.Workers));
            for (int p = 0; p < paths.Length; p++)
            {
                ConvolutionKernels kernels = new(engine.Workers, engine.Memory) { SpikeSums = paths[p], SpikeWeights = paths[p] };
                double seconds = Stopwatches.Time(
                    () =>
                    {
                        if (pass == "forward") kernels.Forward(shape, ConvolutionSource.Of(x), w.Floats, WeightStrides.Forward(shape), null, y.Floats);
                        else kernels.WeightGradient(shape, ConvolutionSource.Of(x), dy.Floats, dw.Floats, WeightStrides.Forward(shape));
                    },
                    options.Threads);
                best[p] = Math.Min(best[p], seconds);
            }
        }

        double[] shares = [.. best.Select(seconds => operations / seconds / peak)];
        if (options.Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                layer = name,
                pass,
                threads = options.Threads,
                rate,
                peak = peak / 1e9,
                dense_share = shares[0],
                sparse_share = shares[1],
                chosen_share = shares[2],
            }));
        }
        else
        {
            Console.WriteLine(
                $"{name,-22}{rate,6:P0}{shares[0],9:F2}{shares[1],9:F2}{shares[2],9:F2}"
                    + $"{best[0] / best[1],13:F2}x{best[2] / Math.Min(best[0], best[1]),12:F2}x");
        }
    }

    /// <summary>Counts from 1 to 4, half as many of each as of the one before, where spikes would be.</summary>
    private static Tensor Counts(TensorScope scope, ConvolutionShape shape, double rate)
    {
        Tensor counts = scope.Zeros(new Shape(shape.Images, shape.Height, shape.Width, shape.Channels), StorageKind.Counts);
        Random random = new(1);
        foreach (ref byte count in counts.Counts)
        {
            if (random.NextDouble() < rate) count = (byte)(1 + Math.Min(3, BitOperations.TrailingZeroCount(random.Next() | (1 << 30))));
        }

        return counts;
    }

    private static (string Name, ConvolutionShape Shape) Square(string name, int images, int channels, int outputs, int size, int kernel, int stride = 1) =>
        (name, new ConvolutionShape(images, size, size, channels, outputs, kernel, kernel, stride, stride, kernel / 2, kernel / 2));
}
