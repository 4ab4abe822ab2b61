using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Optimization;

/// <summary>Updates are cut into tasks: every element is updated once, to the same bits with any number of threads.</summary>
public sealed class OptimizerThreadTests
{
    private static readonly int[] Lengths = [3, (1 << 17) + 1, 1 << 17, 1, 300_000, 70_000, 70_000];

    [Theory]
    [InlineData("sgd")]
    [InlineData("adamw")]
    [InlineData("lamb")]
    public void The_update_is_the_same_with_any_number_of_threads(string optimizer)
    {
        float[][] one = Updated(optimizer, threads: 1);
        foreach (int threads in (int[])[2, 3, 7]) Assert.Equal(one, Updated(optimizer, threads));
    }

    [Fact]
    public void Tasks_hold_every_element_once_and_in_order()
    {
        using Engine engine = new(1);
        using TensorScope scope = new(engine);
        ParameterPiece[] pieces = [.. ParameterPiece.Tasks(Parameters(scope)).SelectMany(task => task)];
        Assert.Equal(
            Lengths.SelectMany((length, parameter) => Enumerable.Range(0, length).Select(at => (parameter, at))),
            pieces.SelectMany(piece => Enumerable.Range(piece.Start, piece.Length).Select(at => (piece.Parameter, at))));
    }

    private static float[][] Updated(string name, int threads)
    {
        using Engine engine = new(threads);
        using TensorScope scope = new(engine);
        Parameter[] parameters = Parameters(scope);
        using IOptimizer optimizer = Catalog.Default.Optimizers.Find(name).Default.Start(engine, parameters, new DecayAndGroups { WeightDecay = 0.01 });
        for (int step = 0; step < 2; step++)
        {
            using Tape tape = new(engine);
            Tensor sum = tape.Scalar(0);
            foreach (Parameter parameter in parameters) sum = tape.Add(sum, tape.Sum(tape.Multiply(parameter.Value, parameter.Value)));
            optimizer.Step(tape.Backward(sum), learningRate: 0.1);
        }

        return [.. parameters.Select(parameter => parameter.Value.ToArray())];
    }

    private static Parameter[] Parameters(TensorScope scope) => [.. Lengths.Select((length, i) =>
    {
        Tensor value = scope.Variable(new Shape(length));
        CounterRandom random = new(1, $"parameter {i}");
        foreach (ref float x in value.Values) x = random.NextSingle(-1, 1);
        return new Parameter($"p{i}", value, ParameterRole.Weight);
    })];
}
