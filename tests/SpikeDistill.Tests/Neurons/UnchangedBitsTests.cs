using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using SpikeDistill.Neurons;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Neurons;

/// <summary>
/// Spikes and gradients of the neurons that learn nothing, held to hashes that commit a7eac91 gave, the last before neurons
/// could learn. Every number is made of products and sums, so they differ only where a processor does not fuse the two.
/// </summary>
[Trait("Category", "Kernel")]
public sealed class UnchangedBitsTests
{
    private const string Fused = "B06DF1DD26E783170BBF28D8D4140FB9", Unfused = "217A90C90FC68A484AE51D4120823778";

    private static readonly Shape Currents = new(4, 6, 5, 5, 37);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 2)]
    [InlineData(8, 3)]
    [InlineData(16, 7)]
    public void Neurons_that_learn_nothing_give_the_bits_they_always_gave(int lanes, int threads)
    {
        Assert.SkipUnless(RuntimeInformation.ProcessArchitecture == Architecture.X64, "The hashes are those of x64.");
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (Neuron neuron in NeuronCase.All())
        {
            Add(hash, neuron, threads, lanes);
        }

        Assert.Equal(Fma.IsSupported ? Fused : Unfused, Convert.ToHexString(hash.GetHashAndReset())[..32]);
    }

    private static void Add(IncrementalHash hash, Neuron neuron, int threads, int lanes)
    {
        using TestEngine engine = new(threads, lanes);
        ISpikingActivation neurons = neuron.Activation();
        using Tape tape = new(engine);
        Tensor x = Leaf(tape, Currents, 1), spikes = neurons.Fire(tape, x), dy = Values(tape, Currents, 2);
        Append(spikes);
        Append(tape.Backward((spikes, dy))[x]);

        Shape folded = new(4 * 6, 5, 5, 37), channels = new(37);
        Tensor shortcut = Leaf(tape, folded, 3), gamma = Leaf(tape, channels, 4), beta = Leaf(tape, channels, 5);
        Tensor mean = Values(tape, channels, 6), variance = tape.From([.. Enumerable.Repeat(1.5f, 37)], channels);
        Tensor convolved = Leaf(tape, folded, 7);
        Tensor output = neurons.NormalizeAndFire(tape, new NormalizedSum(convolved, new ChannelNormalization(gamma, beta) { Given = (mean, variance) })
        {
            Timesteps = 4,
            Shortcut = shortcut,
        }).Output;
        Append(output);
        Gradients gradients = tape.Backward((output, Values(tape, folded, 8)));
        foreach (Tensor input in (Tensor[])[convolved, shortcut, gamma, beta])
        {
            Append(gradients[input]);
        }

        void Append(Tensor tensor) => hash.AppendData(MemoryMarshal.AsBytes<float>(tensor.ToArray()));
    }

    private static Tensor Leaf(Tape tape, Shape shape, int seed) => tape.Leaf(Values(tape, shape, seed));

    private static Tensor Values(Tape tape, Shape shape, int seed)
    {
        CounterRandom random = new(seed, "neurons");
        Tensor values = tape.Allocate(shape);
        foreach (ref float value in values.Values) value = random.NextSingle(-2, 3);
        return values;
    }
}
