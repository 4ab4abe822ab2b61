using SpikeDistill.Catalogs;
using SpikeDistill.Neurons;
using SpikeDistill.Options;
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
        Assert.Equal(expected, Catalog.Default.Neurons.Find("lif").Default);
    }

    [Fact]
    public void Every_surrogate_has_a_default_parameter_and_takes_another()
    {
        (string Name, ISurrogateFunction Default, ISurrogateFunction Other)[] all =
        [
            ("sigmoid", new Sigmoid(4), new Sigmoid(5)),
            ("atan", new ATan(2), new ATan(5)),
            ("rectangular", new Rectangular(1), new Rectangular(5)),
            ("triangular", new Triangular(1), new Triangular(5)),
            ("piecewise_quadratic", new PiecewiseQuadratic(1), new PiecewiseQuadratic(5)),
            ("tanh", new Tanh(3), new Tanh(5)),
        ];
        Assert.Equal(Catalog.Default.Surrogates.Names, all.Select(one => one.Name));
        foreach ((string name, ISurrogateFunction byDefault, ISurrogateFunction other) in all)
        {
            Entry<ISurrogateFunction> entry = Catalog.Default.Surrogates.Find(name);
            Assert.Equal(byDefault, entry.Default);
            Assert.Equal((name, name), (byDefault.Declared.Name, other.Declared.Name));
            Assert.Equal(other, entry.Section.Read(YamlReader.Read("{surrogate_parameter: 5}", "", _ => "here"), ""));
        }

        Assert.Equal([new Sigmoid(4), new ATan(2), new Rectangular(1), new Triangular(1), new PiecewiseQuadratic(1), new Tanh(3)],
            (ISurrogateFunction[])[new Sigmoid(), new ATan(), new Rectangular(), new Triangular(), new PiecewiseQuadratic(), new Tanh()]);
    }

    [Fact]
    public void The_surrogates_parameter_reaches_the_gradient()
    {
        // At the threshold the sigmoid's slope is alpha/4, and the input counts half.
        Assert.Equal(0.5 * 4 / 4, GradientAtThreshold(alpha: 4), 1e-6);
        Assert.Equal(0.5 * 8 / 4, GradientAtThreshold(alpha: 8), 1e-6);

        static float GradientAtThreshold(float alpha)
        {
            using TestEngine engine = new();
            using Tape tape = new(engine);
            Shape shape = new(1, 1, 1);
            Tensor x = tape.Leaf(tape.From([2], shape));
            Tensor spike = new Lif { Surrogate = new Sigmoid(alpha) }.Activation().Fire(tape, x);
            return tape.Backward((spike, tape.From([1], shape)))[x].Item();
        }
    }

    [Fact]
    public void Unknown_names_are_answered_with_the_names_that_exist()
    {
        string neuron = Assert.Throws<ArgumentException>(() => Catalog.Default.Neurons.Find("leaky")).Message;
        Assert.Contains("'leaky'", neuron, StringComparison.Ordinal);
        Assert.Contains(string.Join(", ", Catalog.Default.Neurons.Names), neuron, StringComparison.Ordinal);
        string surrogate = Assert.Throws<ArgumentException>(() => Catalog.Default.Surrogates.Find("cosh")).Message;
        Assert.Contains("'cosh'", surrogate, StringComparison.Ordinal);
        Assert.Contains(string.Join(", ", Catalog.Default.Surrogates.Names), surrogate, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Time_constants_below_one_are_refused(float timeConstant)
        => Assert.Contains("'lif.time_constant' must be a number of at least 1", Refusal(new Lif { TimeConstant = timeConstant }), StringComparison.Ordinal);

    [Fact]
    public void A_time_constant_of_one_remembers_nothing()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine, recording: false);
        (Tensor spikes, IReadOnlyList<Tensor> states) = new Lif { TimeConstant = 1 }.Activation()
            .FireWithState(tape, tape.From([0.75f, 0.5f], new Shape(2, 1, 1)), null);
        Assert.Equal(0, spikes.CountSpikes());
        Assert.Equal(0.5f, states[0].Item());
    }

    [Fact]
    public void Thresholds_that_cannot_work_are_refused()
    {
        foreach (IntegrateAndFireNeuron neuron in Catalog.Default.Neurons.All.Select(entry => entry.Default).OfType<IntegrateAndFireNeuron>())
        {
            Assert.Contains("'reset_value' is 1 and must lie below 'threshold', 1", Refusal(neuron with { ResetValue = 1 }), StringComparison.Ordinal);
            Assert.Contains("above 0, not '-1'", Refusal(neuron with { Threshold = -1, ResetValue = -2 }), StringComparison.Ordinal);
            Assert.Contains("above 0 that single precision has (no NaN, ", Refusal(neuron with { Threshold = float.NaN }), StringComparison.Ordinal);
            Assert.Contains("a finite number", Refusal(neuron with { ResetValue = float.NegativeInfinity }), StringComparison.Ordinal);
            Assert.Contains("one of hard, soft", Refusal(neuron with { Reset = (ResetMode)7 }), StringComparison.Ordinal);
        }
    }

    private static string Refusal(Neuron neuron) => Assert.ThrowsAny<ArgumentException>(neuron.Activation).Message;
}
