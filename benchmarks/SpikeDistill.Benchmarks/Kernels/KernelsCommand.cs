using System.Diagnostics;
using System.Text.Json;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Kernels.Convolution;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Benchmarks.Kernels;

/// <summary>
/// Prints, for each layer and pass, GFLOP/s (of the multiplications of the definition) and the share of the multiply-add
/// peak. Peak and kernel alternate, and the best of each counts: the ratio is fair on a machine whose clock moves.
/// </summary>
internal static unsafe class KernelsCommand
{
    private const int FewestRounds = 5;
    private const double ShortestSeconds = 0.005;

    public static int Run(string[] arguments)
    {
        KernelsOptions options = KernelsOptions.Parse(arguments);
        using Engine engine = new(options.Threads);
        if (options.Activations)
        {
            ActivationRows.Run(engine, options);
            return 0;
        }

        if (options.ForwardByRate || options.WeightsByRate)
        {
            if (options.ForwardByRate) SpikeRows.Run(engine, options, forward: true);
            if (options.WeightsByRate) SpikeRows.Run(engine, options, forward: false);
            return 0;
        }

        if (options.Winograd)
        {
            WinogradRows.Run(engine, options);
            return 0;
        }

        if (!options.Json)
        {
            Console.WriteLine(
                $"SIMD {Simd.Current}, {options.Threads} thread(s), batch {options.Batch}, input "
                    + $"{(options.Spikes is { } rate ? $"spikes at {rate}" : "dense")}");
            Console.WriteLine(
                "GFLOP/s count every multiplication of the definition, also those by padding, which small images leave out: the share can pass 100 %.");
            Console.WriteLine(
                "The reference is the definition in double precision, one thread; the error is the largest of one "
                    + "image, in units of the last place of the sum of absolute terms.");
            Console.WriteLine($"{"layer",-22}{"pass",-18}{"GFLOP/s",9}{"peak",9}{"share",8}{"x reference",13}{"error",8}");
        }

        foreach ((string name, ConvolutionShape shape) in KernelShapes.All(options.Batch))
        {
            if (name.Contains(options.Filter, StringComparison.Ordinal)) RunShape(engine, options, name, shape);
        }

        return 0;
    }

    private static void RunShape(Engine engine, KernelsOptions options, string name, ConvolutionShape shape)
    {
        using TensorScope scope = new(engine);
        Tensor x = Input(scope, shape, options.Spikes), w = Random(scope, shape.WeightLength), dy = Random(scope, shape.OutputLength);
        Tensor y = scope.Zeros(dy.Shape), dx = scope.Zeros(new Shape(checked((int)shape.InputLength))), dw = scope.Zeros(w.Shape);
        ConvolutionKernels kernels = new(engine.Workers, engine.Memory);
        ConvolutionSource source = ConvolutionSource.Of(x);
        WeightStrides strides = WeightStrides.Forward(shape);
        KernelReference reference = new(scope, shape, options.Spikes);
        Measure("forward", reference.Forward(), () => kernels.Forward(shape, source, w.Floats, strides, null, y.Floats));
        Measure("input gradient", reference.InputGradient(), () => kernels.InputGradient(shape, dy.Floats, w.Floats, strides, dx.Floats));
        Measure("weight gradient", reference.WeightGradient(), () => kernels.WeightGradient(shape, source, dy.Floats, dw.Floats, strides));

        void Measure(string pass, ReferenceResult byDefinition, Action kernel)
        {
            double operations = 2.0 * shape.OutputLength * shape.GroupChannels * shape.Taps;
            kernel();
            int repeats = (int)Math.Ceiling(ShortestSeconds / Math.Max(1e-6, Stopwatches.Time(kernel, options.Threads)));
            double peak = 0, best = double.MaxValue;
            long start = Stopwatch.GetTimestamp();
            for (int round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < options.Seconds; round++)
            {
                peak = Math.Max(peak, FmaPeak.Measure(engine.Workers));
                best = Math.Min(best, Stopwatches.Time(Repeat, options.Threads) / repeats);
            }

            Print(options, name, pass, operations / best, peak, byDefinition.Seconds * shape.Images / best, byDefinition.Error);

            void Repeat()
            {
                for (int i = 0; i < repeats; i++) kernel();
            }
        }
    }

    private static void Print(KernelsOptions options, string name, string pass, double rate, double peak, double timesReference, double error)
    {
        if (options.Json)
        {
            Console.WriteLine(
                JsonSerializer.Serialize(
                    new
                    {
                        layer = name,
                        pass,
                        threads = options.Threads,
                        gflops = rate / 1e9,
                        peak = peak / 1e9,
                        share = rate / peak,
                        times_reference = timesReference,
                        error,
                    }));
        }
        else
        {
            Console.WriteLine($"{name,-22}{pass,-18}{rate / 1e9,9:F1}{peak / 1e9,9:F1}{rate / peak,8:P0}{timesReference,13:F0}{error,8:F2}");
        }
    }

    internal static Tensor Input(TensorScope scope, ConvolutionShape shape, double? rate)
    {
        Shape input = new(shape.Images, shape.Height, shape.Width, shape.Channels);
        if (rate is not { } r) return Random(scope, shape.InputLength);
        Tensor spikes = scope.Zeros(input, StorageKind.Spikes);
        Random random = new(1);
        int rowBytes = SpikeLayout.RowBytes(shape.Channels);
        for (int pixel = 0; pixel < spikes.Bits.Length / rowBytes; pixel++)
        {
            for (int c = 0; c < shape.Channels; c++)
            {
                if (random.NextDouble() < r) spikes.Bits[(pixel * rowBytes) + (c / 8)] |= (byte)(1 << (c % 8));
            }
        }

        return spikes;
    }

    internal static Tensor Random(TensorScope scope, long length)
    {
        Tensor tensor = scope.Allocate(new Shape(checked((int)length)));
        Random random = new(1);
        foreach (ref float value in tensor.Values) value = random.NextSingle() - 0.5f;
        return tensor;
    }
}
