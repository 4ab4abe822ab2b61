using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Optimization;

public sealed class SgdTests
{
    [Fact]
    public void Two_steps_worked_by_hand()
    {
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        Tensor weight = scope.Variable(new Shape(1)), bias = scope.Variable(new Shape(1));
        weight.Values[0] = 2;
        bias.Values[0] = 3;
        Parameter[] parameters = [new("w", weight, ParameterRole.Weight), new("b", bias, ParameterRole.Bias)];
        using IOptimizer sgd = new Sgd { Momentum = 0.5 }.Start(engine, parameters, new DecayAndGroups { WeightDecay = 0.25 });

        // Gradients are 1 for both. Weight: g = 1 + 0.25·2 = 1.5, b = 1.5, p = 2 - 0.1·1.5 = 1.85; then g = 1.4625, b = 2.2125, p = 1.62875.
        Step();
        Assert.Equal(1.85f, weight.Values[0], 6);
        Assert.Equal(2.9f, bias.Values[0], 6);
        Step();
        Assert.Equal(1.62875f, weight.Values[0], 6);
        Assert.Equal(2.75f, bias.Values[0], 6);

        void Step()
        {
            using Tape tape = new(engine);
            sgd.Step(tape.Backward(tape.Reshape(tape.Add(weight, bias), new Shape())), 0.1);
        }
    }
}
