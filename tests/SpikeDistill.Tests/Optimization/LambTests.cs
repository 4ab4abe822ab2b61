using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Optimization;

/// <summary>LAMB worked by hand: the first step of Adam is the sign of the gradient, so its length is known.</summary>
public sealed class LambTests
{
    private const double Epsilon = 1e-12;

    [Fact]
    public void The_first_step_is_a_share_of_the_parameters_own_length()
    {
        // p = (3, 4), g = (1, -2): Adam's step is (1, -1), with decay 0.5 u = (2.5, 1); ‖p‖ = 5, ‖u‖ = √7.25.
        float[] moved = Moved([3, 4], [1, -2], decay: 0.5, rate: 0.1);

        double ratio = 5 / Math.Sqrt(7.25);
        Assert.Equal(3 - (0.1 * ratio * 2.5), moved[0], 1e-6);
        Assert.Equal(4 - (0.1 * ratio * 1), moved[1], 1e-6);
    }

    [Fact]
    public void Without_weight_decay_it_is_Adam()
        => Assert.Equal([2.9f, 4.1f], Moved([3, 4], [1, -2], decay: 0, rate: 0.1).Select(value => MathF.Round(value, 5)));

    [Fact]
    public void A_parameter_of_zeros_takes_Adams_step()
        => Assert.Equal([-0.1f, 0.1f], Moved([0, 0], [1, -2], decay: 0.5, rate: 0.1).Select(value => MathF.Round(value, 5)));

    [Fact]
    public void A_gradient_of_zeros_moves_by_the_decay_alone()
    {
        // u = decay·p, so the step is rate·p whatever the decay.
        float[] moved = Moved([3, 4], [0, 0], decay: 0.5, rate: 0.1);

        Assert.Equal(2.7, moved[0], 1e-6);
        Assert.Equal(3.6, moved[1], 1e-6);
    }

    private static float[] Moved(float[] start, float[] gradient, double decay, double rate)
    {
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        Parameter parameter = new("p", scope.Variable(new Shape(start.Length)), ParameterRole.Weight);
        start.CopyTo(parameter.Value.Values);
        using IOptimizer lamb = new Lamb { Epsilon = Epsilon }.Start(engine, [parameter], new DecayAndGroups { WeightDecay = decay });
        using Tape tape = new(engine);
        lamb.Step(tape.Backward(tape.Sum(tape.Multiply(parameter.Value, tape.From(gradient, parameter.Value.Shape)))), rate);
        return parameter.Value.ToArray();
    }
}
