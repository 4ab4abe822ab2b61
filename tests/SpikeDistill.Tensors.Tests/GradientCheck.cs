namespace SpikeDistill.Tensors.Tests;

/// <summary>
/// Compares the gradients of an operation with finite differences. The output is projected on a fixed random direction r,
/// L = Σ r_i y_i, and dL/dx_j is taken from four evaluations around every x_j (error of fourth order in the step).
/// </summary>
public static class GradientCheck
{
    /// <summary>An operand: its elements, its shape, and whether its gradient is checked.</summary>
    public readonly record struct Operand(float[] Values, Shape Shape, bool Checked = true);

    /// <summary>A random operand.</summary>
    public static Operand Random(Shape shape, int seed = 1) => new(TestValues.Gaussian(shape, seed), shape);

    /// <summary>An operand without a gradient.</summary>
    public static Operand Constant(float[] values, Shape shape) => new(values, shape, Checked: false);

    /// <summary>Checks an operation against differences of itself: float32 forward passes, projected in double precision.</summary>
    /// <param name="operation">From the operands on a tape to one output.</param>
    /// <param name="operands">The point at which to differentiate; no kink may lie within two steps.</param>
    public static void Run(Func<Tape, Tensor[], Tensor> operation, params Operand[] operands)
        => Run(operation, step: 1f / 32, tolerance: 1e-4, operands);

    /// <param name="operation">From the operands on a tape to one output.</param>
    /// <param name="step">The distance of the inner two evaluations.</param>
    /// <param name="tolerance">The largest error allowed, as a part of the operand's largest gradient or 1, whichever is more.</param>
    /// <param name="operands">The point at which to differentiate.</param>
    public static void Run(Func<Tape, Tensor[], Tensor> operation, float step, double tolerance, params Operand[] operands)
        => Check(operation, step, tolerance, operands, (at, direction) => Project(Forward(operation, at), direction));

    /// <summary>Checks the output against an oracle in double precision, and the gradients against differences of the oracle.</summary>
    /// <param name="operation">From the operands on a tape to one output.</param>
    /// <param name="oracle">The same function of the operands' elements.</param>
    /// <param name="tolerance">The largest error allowed of an output (as a part of the largest output or 1) and of a gradient.</param>
    /// <param name="operands">The point at which to differentiate.</param>
    public static void RunAgainst(Func<Tape, Tensor[], Tensor> operation, Func<double[][], double[]> oracle, double tolerance, params Operand[] operands)
    {
        double[] expected = oracle(Widen(operands)), actual = Widen(Forward(operation, operands));
        AssertClose(expected, actual, tolerance, "output");
        Check(operation, step: 1f / 256, tolerance, operands, (at, direction) => Project(oracle(Widen(at)), direction));
    }

    private static void Check(Func<Tape, Tensor[], Tensor> operation, float step, double tolerance, Operand[] operands, Func<Operand[], float[], double> loss)
    {
        (float[] direction, float[]?[] gradients) = Backward(operation, operands);
        for (int k = 0; k < operands.Length; k++)
        {
            if (gradients[k] is not { } gradient)
            {
                continue;
            }

            double[] numeric = new double[gradient.Length];
            for (int j = 0; j < numeric.Length; j++)
            {
                double At(float offset)
                {
                    Operand[] moved = [.. operands];
                    moved[k] = operands[k] with { Values = [.. operands[k].Values] };
                    moved[k].Values[j] += offset;
                    return loss(moved, direction);
                }

                numeric[j] = ((8 * (At(step) - At(-step))) - (At(2 * step) - At(-2 * step))) / (12 * step);
            }

            AssertClose(numeric, Widen(gradient), tolerance, $"gradient of operand {k}");
        }
    }

    private static (float[] Direction, float[]?[] Gradients) Backward(Func<Tape, Tensor[], Tensor> operation, Operand[] operands)
    {
        using TestEngine engine = new();
        using TensorScope parameters = new(engine);
        using Tape tape = new(engine);
        Tensor[] inputs = Inputs(parameters, operands);
        Tensor output = operation(tape, inputs);
        float[] direction = TestValues.Gaussian(output.Shape, seed: 77);
        Gradients gradients = tape.Backward((output, tape.From(direction, output.Shape)));
        return (direction, [.. inputs.Zip(operands, (input, operand) => operand.Checked ? gradients[input].ToArray() : null)]);
    }

    private static float[] Forward(Func<Tape, Tensor[], Tensor> operation, Operand[] operands)
    {
        using TestEngine engine = new(threads: 1);
        using TensorScope parameters = new(engine);
        using Tape tape = new(engine, recording: false);
        return operation(tape, Inputs(parameters, operands)).ToArray();
    }

    private static Tensor[] Inputs(TensorScope scope, Operand[] operands)
        => [.. operands.Select(operand =>
        {
            Tensor tensor = operand.Checked ? scope.Variable(operand.Shape) : scope.Allocate(operand.Shape);
            operand.Values.CopyTo(tensor.Values);
            return tensor;
        })];

    private static double Project(float[] values, float[] direction) => Project(Widen(values), direction);

    private static double Project(double[] values, float[] direction)
    {
        double sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += values[i] * direction[i];
        }

        return sum;
    }

    private static double[] Widen(float[] values) => Array.ConvertAll(values, value => (double)value);

    private static double[][] Widen(Operand[] operands) => [.. operands.Select(operand => Widen(operand.Values))];

    private static void AssertClose(double[] expected, double[] actual, double tolerance, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = expected.Select(Math.Abs).Append(1).Max();
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale))
            {
                Assert.Fail($"Element {i} of the {what}: expected {expected[i]}, got {actual[i]}.");
            }
        }
    }
}
