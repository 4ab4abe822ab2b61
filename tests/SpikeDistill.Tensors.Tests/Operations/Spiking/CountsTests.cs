using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Kernels;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Small whole numbers as bytes: what adding spikes gives, and everything that reads them.</summary>
public class CountsTests
{
    /// <summary>What takes counts as they lie; the shape is [2, 4, 6, channels].</summary>
    public static TheoryData<string, Func<Tape, Tensor, Tensor>> Readers => new()
    {
        { "Widen", (tape, x) => tape.Widen(x) },
        { "Add of floats", (tape, x) => tape.Add(x, tape.From(TestValues.Gaussian(x.Shape), x.Shape)) },
        { "Add of counts", (tape, x) => tape.Widen(tape.Add(x, x)) },
        { "Add of spikes", (tape, x) => tape.Widen(tape.Add(TestValues.Pack(tape, TestValues.Spikes(x.Shape), x.Shape), x)) },
        { "AddBias", (tape, x) => tape.AddBias(x, tape.From(TestValues.Gaussian(new Shape(x.Shape[^1])), new Shape(x.Shape[^1]))) },
        { "And", (tape, x) => tape.And(x, tape.From(TestValues.Gaussian(x.Shape), x.Shape)) },
        { "AveragePool", (tape, x) => tape.AveragePool(x, 3, 2, 1) },
        { "MaxPool", (tape, x) => tape.Widen(tape.MaxPool(x, 3, 2, 1)) },
        { "GlobalAveragePool", (tape, x) => tape.GlobalAveragePool(x) },
        { "MeanOverTime", (tape, x) => tape.MeanOverTime(x) },
        { "MeanOverAxis", (tape, x) => tape.MeanOverAxis(x, 3) },
        { "Reshape", (tape, x) => tape.Widen(tape.Reshape(x, new Shape((int)x.Shape.Count))) },
        { "Slice", (tape, x) => tape.Widen(tape.Slice(x, 1, 1, 2)) },
        { "Concatenate", (tape, x) => tape.Widen(tape.Concatenate(3, x, x)) },
        { "Convolution", (tape, x) => tape.Convolution(x, Weights(tape, 4, x.Shape[^1], 3, 3), stride: 1, padding: 1) },
        { "Linear", (tape, x) => tape.Linear(x, Weights(tape, 7, x.Shape[^1])) },
        { "MatMul", (tape, x) => tape.MatMul(x, Weights(tape, x.Shape[^1], 7)) },
    };

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(Readers), DisableDiscoveryEnumeration = true)]
    public void Counts_give_the_bits_of_their_floats(string name, Func<Tape, Tensor, Tensor> operation)
    {
        foreach (int lanes in new[] { 1, 4, 8, 16 })
        {
            using TestEngine engine = new(lanes: lanes);
            for (int channels = 1; channels <= 35; channels++)
            {
                using Tape tape = new(engine);
                Shape shape = new(2, 4, 6, channels);
                float[] values = TestValues.Counts(shape, largest: 100, channels);
                Tensor counts = tape.Leaf(TestValues.Count(tape, values, shape)), floats = tape.Leaf(tape.From(values, shape));
                Tensor actual = operation(tape, counts), expected = operation(tape, floats);
                Assert.Equal(StorageKind.Float32, actual.Kind);
                Near.SameBits(expected.ToArray(), actual.ToArray(), $"{name}, {channels} channels, {lanes} lanes");
                Tensor direction = tape.From(TestValues.Gaussian(expected.Shape), expected.Shape);
                Gradients gradients = tape.Backward((actual, direction), (expected, direction));
                Assert.Equal(gradients[floats].ToArray(), gradients[counts].ToArray());
            }
        }
    }

    [Fact]
    [Trait("Category", "Kernel")]
    public void Sums_of_spikes_at_every_length()
    {
        using TestEngine engine = new();
        for (int length = 0; length <= 256; length++)
        {
            using Tape tape = new(engine);
            Shape shape = new(3, length);
            float[][] values = [.. Enumerable.Range(0, 4).Select(seed => TestValues.Spikes(shape, 0.5f, (10 * length) + seed))];
            Tensor[] spikes = [.. values.Select(value => TestValues.Pack(tape, value, shape))];
            Tensor pair = tape.Add(spikes[0], spikes[1]), three = tape.Add(spikes[2], pair), all = tape.Add(three, spikes[3]), twice = tape.Add(all, three);
            Assert.All(new[] { pair, three, all, twice }, sum => Assert.Equal(StorageKind.Counts, sum.Kind));
            Assert.Equal(values[0].Zip(values[1], (a, b) => a + b), pair.ToArray());
            Assert.Equal(values[0].Zip(values[1], values[2]).Select(v => v.First + v.Second + v.Third), three.ToArray());
            Assert.Equal(three.ToArray().Zip(values[3], (a, b) => a + b), all.ToArray());
            Assert.Equal(all.ToArray().Zip(three.ToArray(), (a, b) => a + b), twice.ToArray());
        }
    }

    [Fact]
    public void A_sum_that_could_pass_a_byte_is_float()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(2, 9);
        Tensor ones = TestValues.Pack(tape, [.. Enumerable.Repeat(1f, 18)], shape), sum = ones;
        for (int i = 1; i < 255; i++) sum = tape.Add(sum, ones);
        Assert.Equal(StorageKind.Counts, sum.Kind);
        Assert.All(sum.ToArray(), value => Assert.Equal(255, value));
        Tensor more = tape.Add(sum, ones);
        Assert.Equal(StorageKind.Float32, more.Kind);
        Assert.All(more.ToArray(), value => Assert.Equal(256, value));

        // What is known of the largest number goes through views, pools and slices.
        Tensor pair = tape.Add(ones, ones), pooled = tape.MaxPool(tape.Reshape(pair, new Shape(1, 2, 9)), 1);
        Tensor cut = tape.Slice(tape.Concatenate(0, pair, pair), 0, 0, 2);
        Tensor[] kept = [tape.Keep(pair), tape.Reshape(pooled, shape), cut];
        foreach (Tensor value in kept)
        {
            Tensor total = value;
            for (int i = 0; i < 126; i++) total = tape.Add(total, pair);
            Assert.Equal(StorageKind.Counts, total.Kind);
            Assert.Equal(StorageKind.Float32, tape.Add(total, pair).Kind);
        }
    }

    [Fact]
    public void Widening_is_counted()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(3, 21);
        float[] values = TestValues.Counts(shape);
        Assert.Equal(values, tape.Widen(TestValues.Count(tape, values, shape)).ToArray());
        Assert.Equal(63, ((Engine)engine).WidenedElements);
        Assert.Equal(values, TestValues.Count(tape, values, shape).ToArray());
        Tensor scalar = tape.Reshape(TestValues.Count(tape, [7], new Shape(1)), new Shape());
        Assert.Equal(7, tape.Widen(scalar).Item());
    }

    [Fact]
    public void Errors_say_what_the_tensor_holds()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(2, 3);
        Tensor counts = tape.Zeros(shape, StorageKind.Counts), floats = tape.Zeros(shape);
        Assert.Equal("The tensor [2, 3] holds counts where floats are needed; call Widen first.", Message(() => tape.Relu(counts)));
        Assert.Equal("The tensor [2, 3] holds counts where packed spikes are needed.", Message(() => counts.CountSpikes()));
        Assert.Equal("The tensor [2, 3] holds floats where counts are needed.", Message(() => _ = floats.Counts.Length));
        Assert.Equal("Counts [2, 3]", counts.ToString());

        static string Message(Action action) => Assert.Throws<TensorException>(action).Message;
    }

    private static Tensor Weights(Tape tape, params int[] lengths) => tape.From(TestValues.Gaussian(new Shape(lengths)), new Shape(lengths));
}
