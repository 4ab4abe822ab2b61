using SpikeDistill.Neurons;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Benchmarks.Kernels;

/// <summary>
/// Nanoseconds for each neuron and step of what lies between two convolutions, forward and backward, for a layer that leaves the
/// caches and one that stays in them.
/// </summary>
internal static class ActivationRows
{
    private const int Rounds = 12;

    public static void Run(Engine engine, KernelsOptions options)
    {
        Console.WriteLine($"{"between two convolutions",-44}{"forward",9}{"backward",10}{"both",9}  ns per neuron and step");
        ISpikingActivation shifted = (new Lif { DecayInput = false, DetachReset = true, Surrogate = new ATan() }).Activation(), lif = new Lif().Activation();
        foreach (Shape shape in (Shape[])[new(128, 32, 32, 64), new(256, 32, 32, 16), new(128, 4, 4, 512), new(8, 8, 8, 64)])
        {
            foreach (string shortcut in (string[])["none", "spikes", "projection"])
            {
                Measure(engine, options, $"LIF, ATan, {shortcut}, {shape}", shape, shortcut, (tape, sum) => shifted.NormalizeAndFire(tape, sum).Output);
            }

            Measure(engine, options, $"LIF, sigmoid, {shape}", shape, "none", (tape, sum) => lif.NormalizeAndFire(tape, sum).Output);
            Measure(engine, options, $"ReLU, {shape}", shape, "none", (tape, sum) => tape.NormalizeAndRectify(sum with { Timesteps = 1 }).Output);
        }
    }

    private static void Measure(Engine engine, KernelsOptions options, string name, Shape shape, string shortcut, Func<Tape, NormalizedSum, Tensor> operation)
    {
        if (!name.Contains(options.Filter, StringComparison.Ordinal)) return;
        using TensorScope scope = new(engine);
        Tensor x = scope.Variable(shape), other = scope.Variable(shape), gamma = scope.Variable(new Shape(shape[^1]));
        Tensor beta = scope.Variable(new Shape(shape[^1]));
        CounterRandom random = new(1, "activations");
        foreach (ref float value in x.Values) value = random.NextGaussian();
        x.Values.CopyTo(other.Values);
        gamma.Values.Fill(1);
        Tensor spikes = scope.Zeros(shape, StorageKind.Spikes), gradient = scope.Allocate(shape);
        for (int i = 0; i < spikes.Bits.Length; i++) spikes.Bits[i] = (byte)(1 << (i % 8));
        int repeats = (int)Math.Clamp(20_000_000 / shape.Count, 1, 1000);
        double forward = double.MaxValue, backward = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            double there = 0, back = 0;
            for (int i = 0; i < repeats; i++)
            {
                using Tape tape = new(engine);
                NormalizedSum sum = new(x, new ChannelNormalization(gamma, beta))
                {
                    Timesteps = 4,
                    Shortcut = shortcut switch { "spikes" => spikes, "projection" => other, _ => null },
                    ShortcutNormalization = shortcut == "projection" ? new ChannelNormalization(gamma, beta) : null,
                };
                Tensor? output = null;
                there += Stopwatches.Time(() => output = operation(tape, sum), options.Threads);
                Tensor dy = tape.Allocate(shape);
                x.Values.CopyTo(dy.Values);
                back += Stopwatches.Time(() => tape.Backward((output!, dy)), options.Threads);
            }

            (forward, backward) = (Math.Min(forward, there), Math.Min(backward, back));
        }

        double scale = 1e9 / repeats / shape.Count;
        Console.WriteLine($"{name,-44}{forward * scale,9:F3}{backward * scale,10:F3}{(forward + backward) * scale,9:F3}");
    }
}
