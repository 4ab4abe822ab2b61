using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Tests.Lanes;

[Trait("Category", "Kernel")]
public sealed class ExponentialTests
{
    private static readonly float[] Corners =
        [
            0, -0f, 1, -1, 88.72f, 88.73f, 89, 1e30f, float.MaxValue, float.PositiveInfinity, -87.33f, -87.34f, -103.97f, -103.98f, -104, -1e30f,
            float.NegativeInfinity, float.Epsilon, 1e-20f];

    // Every 997th float between the smallest denormal result and infinity: two million of them.
    private static IEnumerable<float> Sweep()
    {
        for (uint bits = 0x33000000; bits < 0x42D20000; bits += 997)
        {
            float x = BitConverter.UInt32BitsToSingle(bits);
            yield return x;
            yield return -x;
        }
    }

    [Fact]
    public void Is_within_two_units_in_the_last_place_of_double_precision()
    {
        double worst = 0;
        foreach (float x in Sweep().Concat(Corners))
        {
            double exact = Math.Exp(x);
            float actual = Lanes1Value(x);
            if (exact > float.MaxValue)
            {
                Assert.Equal(float.PositiveInfinity, actual);
                continue;
            }

            double unit = Math.Max(MathF.BitIncrement((float)exact) - (double)(float)exact, float.Epsilon);
            worst = Math.Max(worst, Math.Abs(actual - exact) / unit);
        }

        Assert.InRange(worst, 0, 2);
    }

    [Fact]
    public void Infinities_and_NaN()
    {
        Assert.Equal(0, Lanes1Value(float.NegativeInfinity));
        Assert.Equal(float.PositiveInfinity, Lanes1Value(float.PositiveInfinity));
        Assert.Equal(float.NaN, Lanes1Value(float.NaN));
        Assert.Equal(1, Lanes1Value(0));
    }

    [Fact]
    public void Gives_the_same_bits_for_any_number_of_lanes()
    {
        float[] inputs = [.. Sweep().Where((_, i) => i % 101 == 0), .. Corners, float.NaN];
        Array.Resize(ref inputs, (inputs.Length + 15) / 16 * 16);
        float[] one = Run<Lanes1>(inputs);
        Assert.Equal(one, Run<Lanes4>(inputs));
        Assert.Equal(one, Run<Lanes8>(inputs));
        Assert.Equal(one, Run<Lanes16>(inputs));
    }

    private static float Lanes1Value(float x) => Run<Lanes1>([x])[0];

    private static unsafe float[] Run<TLanes>(float[] inputs)
        where TLanes : struct, ILanes<TLanes>
    {
        float[] outputs = new float[inputs.Length];
        fixed (float* from = inputs, to = outputs)
        {
            for (int i = 0; i < inputs.Length; i += TLanes.Count)
            {
                TLanes.Exp(TLanes.Load(from + i)).Store(to + i);
            }
        }

        return outputs;
    }
}
