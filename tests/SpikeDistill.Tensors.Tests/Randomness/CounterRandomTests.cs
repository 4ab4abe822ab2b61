namespace SpikeDistill.Tensors.Tests.Randomness;

public class CounterRandomTests
{
    // The expected numbers come from an independent implementation in Python, whose mixer was checked against the
    // published outputs of SplitMix64 (seed 1234567: 6457827717110365317, 3203168211198807973).
    [Theory]
    [InlineData(0, "weights", 0, 0, 0x370ECF8342F51D09, 0x51E9F3B7BF6278B2, 0xF26D9666B002B58E, 0x24C1F57A049C54BC)]
    [InlineData(60, "augmentation", 3, 49999, 0x9374B6A74CF03F90, 0x95E8010BE8D5822B, 0x1BF71681749E8C13, 0x8C903973080BDE0C)]
    [InlineData(-1, "order", 1, 0, 0x78E2413ADEBFF14A, 0x4B85473A16917638, 0x28707348C48DD2EF, 0x5C6F9067C32C9061)]
    public void Bits_are_the_golden_ones(long seed, string purpose, long first, long second, ulong a, ulong b, ulong c, ulong d)
    {
        var random = new CounterRandom(seed, purpose, first, second);
        Assert.Equal([a, b, c, d], [random.NextUInt64(), random.NextUInt64(), random.NextUInt64(), random.NextUInt64()]);
    }

    [Fact]
    public void Derived_values_are_the_golden_ones()
    {
        var random = new CounterRandom(60, "augmentation", 3, 49999);
        CounterRandom Fork() => random;
        Assert.Equal(0.5759996175765991f, Fork().NextSingle());
        Assert.Equal(0.5759996565292916, Fork().NextDouble());
        Assert.Equal(5, Fork().NextInt(10));
        Assert.Equal(-1.1251518807208496f, Fork().NextGaussian(), 1e-6f);
        Assert.Equal([6, 0, 9, 5, 1, 7, 8, 2, 4, 3], new CounterRandom(60, "order", 1).Permutation(10));
    }

    [Theory]
    [InlineData("", 0xCBF29CE484222325)]
    [InlineData("a", 0xAF63DC4C8601EC8C)]
    [InlineData("augmentation", 0x9D36A6DDA4E183A5)]
    public void Stream_is_fnv1a(string purpose, ulong expected) => Assert.Equal(expected, CounterRandom.Stream(purpose));

    [Fact]
    public void Every_argument_changes_the_sequence()
    {
        CounterRandom[] all =
        [
            new(1, "a", 2, 3), new(2, "a", 2, 3), new(1, "b", 2, 3), new(1, "a", 3, 3), new(1, "a", 2, 4), new(1, "a", 3, 2),
        ];
        Assert.Equal(all.Length, all.Select(random => random.NextUInt64()).Distinct().Count());
    }

    [Fact]
    public void Neighbouring_counters_give_unrelated_bits()
    {
        // Flipping the lowest bit of a counter flips each output bit half the time: 10,000 pairs, sigma 0.005.
        const int pairs = 10_000;
        var flips = new int[64];
        for (int i = 0; i < pairs; i++)
        {
            ulong difference = new CounterRandom(7, "a", 1, 2 * i).NextUInt64() ^ new CounterRandom(7, "a", 1, (2 * i) + 1).NextUInt64();
            for (int bit = 0; bit < 64; bit++) flips[bit] += (int)(difference >> bit) & 1;
        }
        Assert.All(flips, count => Assert.InRange(count / (double)pairs, 0.475, 0.525));
    }

    [Fact]
    public void Uniform_values_fill_the_unit_interval()
    {
        var random = new CounterRandom(3, "uniform");
        var bins = new int[100];
        for (int i = 0; i < 1_000_000; i++)
        {
            float value = random.NextSingle();
            Assert.True(value is >= 0 and < 1);
            bins[(int)(value * 100)]++;
        }
        // 99 degrees of freedom: mean 99, sigma 14.
        double chiSquare = bins.Sum(count => (count - 10_000.0) * (count - 10_000.0) / 10_000.0);
        Assert.InRange(chiSquare, 40, 180);
    }

    [Fact]
    public void Integers_are_uniform_and_in_range()
    {
        var random = new CounterRandom(4, "integers");
        var bins = new int[7];
        for (int i = 0; i < 70_000; i++) bins[random.NextInt(7)]++;
        Assert.All(bins, count => Assert.InRange(count, 9_600, 10_400));
        Assert.Equal(0, random.NextInt(1));
        Assert.InRange(random.NextInt(int.MaxValue), 0, int.MaxValue - 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt(0));
    }

    [Fact]
    public void Gaussian_has_the_moments_of_the_normal_distribution()
    {
        const int count = 1_000_000;
        var random = new CounterRandom(5, "normal");
        double sum = 0, squares = 0, fourth = 0;
        int beyondTwo = 0;
        for (int i = 0; i < count; i++)
        {
            double value = random.NextGaussian();
            sum += value;
            squares += value * value;
            fourth += value * value * value * value;
            if (Math.Abs(value) > 2) beyondTwo++;
        }
        Assert.Equal(0, sum / count, 0.005);
        Assert.Equal(1, squares / count, 0.008);
        Assert.Equal(3, fourth / count, 0.05);
        Assert.Equal(0.0455, beyondTwo / (double)count, 0.0012);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Permutation_holds_every_number_once(int count)
    {
        int[] order = new CounterRandom(6, "order").Permutation(count);
        Assert.Equal(Enumerable.Range(0, count), order.Order());
    }

    [Fact]
    public void Every_order_of_three_is_equally_likely()
    {
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < 60_000; i++)
        {
            string order = string.Concat(new CounterRandom(8, "order", i).Permutation(3));
            counts[order] = counts.GetValueOrDefault(order) + 1;
        }
        Assert.Equal(6, counts.Count);
        Assert.All(counts.Values, count => Assert.InRange(count, 9_500, 10_500));
    }
}
