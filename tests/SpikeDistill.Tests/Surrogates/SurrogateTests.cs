using SpikeDistill.Surrogates;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Tests.Surrogates;

[Trait("Category", "Kernel")]
public sealed unsafe class SurrogateTests
{
    private static readonly float[] Alphas = [0.5f, 1, 2, 4, 10];

    public static TheoryData<string, ISurrogate, Func<double, double>> All()
    {
        TheoryData<string, ISurrogate, Func<double, double>> data = [];
        foreach (float a in Alphas)
        {
            data.Add($"sigmoid {a}", new Sigmoid(a), x => a / Math.Pow(Math.Exp(a * x / 2) + Math.Exp(-a * x / 2), 2));
            data.Add($"atan {a}", new ATan(a), x => a / 2 / (1 + Math.Pow(Math.PI / 2 * a * x, 2)));
            data.Add($"rectangular {a}", new Rectangular(a), x => Math.Abs(x) < 0.5 / a ? a : 0);
            data.Add($"triangular {a}", new Triangular(a), x => Math.Max(0, a - Math.Abs(x)) / (a * a));
            data.Add($"tanh {a}", new Tanh(a), x => Math.Abs(x) <= 0.5 ? a / (Math.Pow(Math.Cosh(a * x), 2) * 2 * Math.Tanh(a / 2)) : 0);
            data.Add($"piecewise quadratic {a}", new PiecewiseQuadratic(a), x => Math.Abs(x) <= 1 / a ? a - (a * a * Math.Abs(x)) : 0);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Derivative_is_the_formula_in_every_lane_width(string name, ISurrogate surrogate, Func<double, double> slope)
    {
        Assert.NotEmpty(name);
        float[] points = Points();
        foreach (float[] actual in Derivatives(surrogate, points))
        {
            for (int i = 0; i < points.Length; i++)
            {
                double expected = slope(points[i]);
                // Eight roundings, and the cancellation of the triangle's foot, whose terms are as large as the slope at 0.
                Assert.Equal(expected, actual[i], 8 * 1.2e-7 * Math.Max(expected, slope(0)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Derivative_is_the_finite_difference_of_the_primitive(string name, ISurrogate surrogate, Func<double, double> slope)
    {
        Assert.NotEmpty(name);
        const double Step = 1e-6;
        foreach (float x in Points())
        {
            // A kink between the two points has no slope; the lane test above covers the values beside it.
            if (Math.Abs(slope(x - Step) - slope(x + Step)) > 1e-3)
            {
                continue;
            }

            double difference = (surrogate.Primitive(x + Step) - surrogate.Primitive(x - Step)) / (2 * Step);
            Assert.Equal(slope(x), difference, 1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void Primitive_rises_from_zero_to_one_symmetrically(string name, ISurrogate surrogate, Func<double, double> slope)
    {
        Assert.NotEmpty(name);
        Assert.Equal(0.5, surrogate.Primitive(0), 1e-15);
        Assert.Equal(0, surrogate.Primitive(-1e9), 1e-8);
        Assert.Equal(1, surrogate.Primitive(1e9), 1e-8);
        double previous = 0;
        for (double x = -20; x <= 20; x += 0.01)
        {
            double here = surrogate.Primitive(x);
            Assert.True(here >= previous - 1e-15);
            Assert.Equal(1, here + surrogate.Primitive(-x), 1e-12);
            Assert.Equal(slope(x), slope(-x), 1e-12);
            previous = here;
        }
    }

    [Theory]
    [MemberData(nameof(All), DisableDiscoveryEnumeration = true)]
    public void The_integral_of_the_derivative_is_one(string name, ISurrogate surrogate, Func<double, double> slope)
    {
        Assert.NotEmpty(name);
        // The midpoint rule with x = tan(u) reaches both infinities.
        const int Pieces = 200_000;
        double sum = 0;
        for (int i = 0; i < Pieces; i++)
        {
            double u = Math.PI * (((i + 0.5) / Pieces) - 0.5);
            sum += slope(Math.Tan(u)) / Math.Pow(Math.Cos(u), 2) * Math.PI / Pieces;
        }

        Assert.Equal(1, sum, 1e-3);
        Assert.Equal(1, surrogate.Primitive(1e9) - surrogate.Primitive(-1e9), 1e-7);
    }

    [Fact]
    public void Far_from_the_threshold_the_slope_is_zero_and_not_na_n()
    {
        foreach (ISurrogate surrogate in All().Select(row => row.Data.Item2))
        {
            foreach (float[] actual in Derivatives(surrogate, Enumerable.Repeat(1e30f, 16).Concat(Enumerable.Repeat(-1e30f, 16)).ToArray()))
            {
                Assert.All(actual, value => Assert.Equal(0, value, 1e-12));
            }
        }
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Parameters_must_be_above_zero(float value)
    {
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => new Sigmoid(value)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new ATan(value));
        Assert.Throws<ArgumentException>(() => new Rectangular(value));
        Assert.Throws<ArgumentException>(() => new Triangular(value));
        Assert.Throws<ArgumentException>(() => new PiecewiseQuadratic(value));
        Assert.Throws<ArgumentException>(() => new Tanh(value));
    }

    private static float[] Points() => [.. Enumerable.Range(-320, 640).Select(i => (i + 0.37f) / 64)];

    private static IEnumerable<float[]> Derivatives(ISurrogate surrogate, float[] points)
        => [Apply<Lanes1>(surrogate, points), Apply<Lanes4>(surrogate, points), Apply<Lanes8>(surrogate, points), Apply<Lanes16>(surrogate, points)];

    private static float[] Apply<TLanes>(ISurrogate surrogate, float[] points)
        where TLanes : struct, ILanes<TLanes>
    {
        float[] result = new float[points.Length];
        fixed (float* from = points, to = result)
        {
            for (int i = 0; i < points.Length; i += TLanes.Count)
            {
                surrogate.Derivative(TLanes.Load(from + i)).Store(to + i);
            }
        }

        return result;
    }
}
