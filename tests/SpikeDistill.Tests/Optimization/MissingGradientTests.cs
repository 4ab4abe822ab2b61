using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Optimization;

/// <summary>A parameter that has no gradient in a step is left alone, as in PyTorch.</summary>
public sealed class MissingGradientTests
{
    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    [InlineData("lamb")]
    public void It_is_not_decayed_and_goes_on_as_if_the_step_had_not_been(string optimizer)
    {
        // The second parameter has gradients in the last three of five steps, as the first has in all three of its run.
        float[] always = Train(optimizer, steps: 3, from: 0)[0], late = Train(optimizer, steps: 5, from: 2)[1];
        Assert.Equal(always, late);
        Assert.Equal([1, 2, 3], Train(optimizer, steps: 2, from: 2)[1]);
    }

    private static float[][] Train(string name, int steps, int from)
    {
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        Parameter[] parameters = [.. ((string[])["first", "second"]).Select(one => new Parameter(one, scope.Variable(new Shape(3)), ParameterRole.Weight))];
        Array.ForEach(parameters, parameter => ((float[])[1, 2, 3]).CopyTo(parameter.Value.Values));
        using IOptimizer optimizer = Catalog.Default.Optimizers.Find(name).Default.Start(engine, parameters, new DecayAndGroups { WeightDecay = 0.1 });
        for (int step = 0; step < steps; step++)
        {
            using Tape tape = new(engine);
            Tensor loss = tape.Mean(tape.Square(parameters[0].Value));
            optimizer.Step(tape.Backward(step < from ? loss : tape.Add(loss, tape.Mean(tape.Square(parameters[1].Value)))), 0.1);
        }

        return [.. parameters.Select(parameter => parameter.Value.ToArray())];
    }
}
