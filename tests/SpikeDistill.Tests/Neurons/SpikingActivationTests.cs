using SpikeDistill.Neurons;
using SpikeDistill.Surrogates;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Tests;

namespace SpikeDistill.Tests.Neurons;

public sealed class SpikingActivationTests
{
    [Fact]
    public void Defaults_are_equation_two_with_the_values_of_public_code()
    {
        Lif expected = new()
        {
            TimeConstant = 2,
            Threshold = 1,
            Reset = ResetMode.Hard,
            ResetValue = 0,
            DecayInput = true,
            DetachReset = false,
            Surrogate = new Sigmoid(4),
        };
        Assert.Equal(expected, new Lif());
        Assert.Equal(expected, SpikingActivation.Create(new NeuronSettings()).Neuron);
    }

    [Fact]
    public void Every_surrogate_has_a_default_parameter_and_takes_another()
    {
        (string Name, ISurrogateFunction Default, ISurrogateFunction Other)[] all =
        [
            ("sigmoid", new Sigmoid(4), new Sigmoid(3)),
            ("atan", new ATan(2), new ATan(3)),
            ("rectangular", new Rectangular(1), new Rectangular(3)),
            ("triangular", new Triangular(1), new Triangular(3)),
            ("piecewise_quadratic", new PiecewiseQuadratic(1), new PiecewiseQuadratic(3)),
        ];
        Assert.Equal(SurrogateRegistry.Names, all.Select(one => one.Name).Order(StringComparer.Ordinal));
        foreach ((string name, ISurrogateFunction byDefault, ISurrogateFunction other) in all)
        {
            NeuronSettings settings = new() { Surrogate = name };
            Assert.Equal(byDefault, SpikingActivation.Create(settings).Neuron.Surrogate);
            Assert.Equal(other, SpikingActivation.Create(settings with { SurrogateAlpha = 3 }).Neuron.Surrogate);
        }

        Assert.Equal([new Sigmoid(4), new ATan(2), new Rectangular(1), new Triangular(1), new PiecewiseQuadratic(1)],
            (ISurrogateFunction[])[new Sigmoid(), new ATan(), new Rectangular(), new Triangular(), new PiecewiseQuadratic()]);
    }

    [Fact]
    public void The_surrogates_parameter_reaches_the_gradient()
    {
        // At the threshold the sigmoid's slope is alpha/4, and the input counts half.
        Assert.Equal(0.5 * 4 / 4, GradientAtThreshold(alpha: null), 1e-6);
        Assert.Equal(0.5 * 8 / 4, GradientAtThreshold(alpha: 8), 1e-6);

        static float GradientAtThreshold(float? alpha)
        {
            using TestEngine engine = new();
            using Tape tape = new(engine);
            Shape shape = new(1, 1, 1);
            Tensor x = tape.Leaf(tape.From([2], shape));
            Tensor spike = SpikingActivation.Create(new NeuronSettings { SurrogateAlpha = alpha }).Fire(tape, x);
            return tape.Backward((spike, tape.From([1], shape)))[x].Item();
        }
    }

    [Fact]
    public void Unknown_names_are_answered_with_the_names_that_exist()
    {
        string neuron = Assert.Throws<ArgumentException>(() => SpikingActivation.Create(new NeuronSettings { Neuron = "leaky" })).Message;
        Assert.Contains("'leaky'", neuron, StringComparison.Ordinal);
        Assert.Contains("if, lif, plif", neuron, StringComparison.Ordinal);
        string surrogate = Assert.Throws<ArgumentException>(() => SpikingActivation.Create(new NeuronSettings { Surrogate = "tanh" })).Message;
        Assert.Contains("'tanh'", surrogate, StringComparison.Ordinal);
        Assert.Contains("atan, piecewise_quadratic, rectangular, sigmoid, triangular", surrogate, StringComparison.Ordinal);
        Assert.Equal(["if", "lif", "plif"], NeuronRegistry.Names);
    }

    [Fact]
    public void Channels_of_a_neuron_that_learns_nothing_are_refused()
    {
        string message = Assert.Throws<ArgumentException>(() => SpikingActivation.Create(new NeuronSettings { PerChannel = true })).Message;
        Assert.Contains("'lif' learns nothing that could differ by channel", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Time_constants_below_one_are_refused(float timeConstant)
        => Assert.Contains("1 or more", Refusal(new NeuronSettings { TimeConstant = timeConstant }), StringComparison.Ordinal);

    [Fact]
    public void A_time_constant_of_one_remembers_nothing()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine, recording: false);
        (Tensor spikes, IReadOnlyList<Tensor> states) = SpikingActivation.Create(new NeuronSettings { TimeConstant = 1 })
            .FireWithState(tape, tape.From([0.75f, 0.5f], new Shape(2, 1, 1)), null);
        Assert.Equal(0, spikes.CountSpikes());
        Assert.Equal(0.5f, states[0].Item());
    }

    [Fact]
    public void Thresholds_that_cannot_work_are_refused()
    {
        foreach (string neuron in NeuronRegistry.Names)
        {
            NeuronSettings settings = new() { Neuron = neuron };
            Assert.Contains("above the reset value", Refusal(settings with { Threshold = 1, ResetValue = 1 }), StringComparison.Ordinal);
            Assert.Contains("soft reset", Refusal(settings with { Threshold = -1, ResetValue = -2, Reset = ResetMode.Soft }), StringComparison.Ordinal);
            Assert.Contains("finite", Refusal(settings with { Threshold = float.NaN }), StringComparison.Ordinal);
            Assert.Contains("finite", Refusal(settings with { ResetValue = float.NegativeInfinity }), StringComparison.Ordinal);
            Assert.Contains("Hard or Soft", Refusal(settings with { Reset = (ResetMode)7 }), StringComparison.Ordinal);
        }
    }

    private static string Refusal(NeuronSettings settings)
        => Assert.Throws<ArgumentOutOfRangeException>(() => SpikingActivation.Create(settings)).Message;
}
