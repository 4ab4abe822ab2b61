using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tensors.Tests;

/// <summary>The same bits whatever the number of threads.</summary>
public class DeterminismTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(70)]
    public void One_two_three_and_seven_threads_agree(int channels)
    {
        float[][] expected = Step(threads: 1, channels);
        foreach (int threads in new[] { 2, 3, 7 })
        {
            Assert.Equal(expected, Step(threads, channels));
        }
    }

    // Large enough that every operation is split.
    private static float[][] Step(int threads, int channels)
    {
        using TestEngine engine = new(threads);
        using TensorScope parameters = new(engine);
        using Tape tape = new(engine);
        Shape images = new(4, 20, 20, channels), vector = new(channels);
        Tensor x = tape.Leaf(tape.From(TestValues.Gaussian(images), images));
        Tensor gamma = Variable(parameters, vector, 2), beta = Variable(parameters, vector, 3), bias = Variable(parameters, vector, 4);
        Tensor shifted = tape.AddBias(tape.RepeatOverTime(x, 3), bias);
        BatchNormResult normalized = tape.BatchNorm(shifted, gamma, beta);
        Tensor pooled = tape.MaxPool(tape.AveragePool(tape.Relu(normalized.Output), 3, 1, 1), 2);
        Tensor logQ = tape.LogSoftmax(tape.GlobalAveragePool(pooled), 2);
        Tensor loss = tape.Add(tape.NegativeLogLikelihood(logQ, [0, 1, 2, 0]), tape.Mean(tape.LogMeanExpOverTime(pooled)));
        Gradients gradients = tape.Backward(loss);
        return [
            loss.ToArray(),
            normalized.Mean.ToArray(),
            normalized.Variance.ToArray(),
            .. new[] { x, gamma, beta, bias }.Select(variable => gradients[variable].ToArray())];
    }

    private static Tensor Variable(TensorScope scope, Shape shape, int seed)
    {
        Tensor variable = scope.Variable(shape);
        TestValues.Gaussian(shape, seed).CopyTo(variable.Values);
        return variable;
    }
}
