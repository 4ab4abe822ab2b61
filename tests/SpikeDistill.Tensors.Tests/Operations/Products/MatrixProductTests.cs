using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Kernels;

namespace SpikeDistill.Tensors.Tests.Operations;

/// <summary>Linear and MatMul.</summary>
public sealed class MatrixProductTests
{
    [Fact]
    public void Linear_by_hand()
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine);
        Tensor x = tape.Leaf(tape.From([1, 2], new Shape(1, 2)));
        Tensor weights = tape.Leaf(tape.From([3, 4, 5, 6, 7, 8], new Shape(3, 2)));
        Tensor bias = tape.Leaf(tape.From([0.5f, 0, -1], new Shape(3)));
        Tensor y = tape.Linear(x, weights, bias);
        Assert.Equal([11.5f, 17, 22], y.ToArray());

        Gradients gradients = tape.Backward((y, tape.From([1, 10, 100], new Shape(1, 3))));
        Assert.Equal([3 + 50 + 700, 4 + 60 + 800], gradients[x].ToArray());
        Assert.Equal([1, 2, 10, 20, 100, 200], gradients[weights].ToArray());
        Assert.Equal([1, 10, 100], gradients[bias].ToArray());
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 3, 4)]
    [InlineData(5, 17, 33)]
    [InlineData(64, 128, 10)]
    [InlineData(3, 300, 65)]
    public void Both_agree_with_the_sum(int rows, int inner, int columns)
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor left = tape.Leaf(Gaussian(tape, new Shape(2, rows, inner)));
        Tensor right = tape.Leaf(Gaussian(tape, new Shape(inner, columns)));
        Tensor weights = tape.Leaf(tape.From(Transpose(right.ToArray(), inner, columns), new Shape(columns, inner)));
        Tensor product = tape.MatMul(left, right), linear = tape.Linear(left, weights);
        Assert.Equal(new Shape(2, rows, columns), product.Shape);
        float[] a = left.ToArray(), b = right.ToArray();
        Near.Equal(Product(a, b, 2 * rows, inner, columns), product.ToArray(), "product");
        Near.SameBits(product.ToArray(), linear.ToArray(), "linear layer");

        Tensor dy = Gaussian(tape, product.Shape);
        Gradients gradients = tape.Backward((product, dy), (linear, dy));
        (double[] Values, double[] Magnitudes) dLeft = Product(dy.ToArray(), Transpose(b, inner, columns), 2 * rows, columns, inner);
        Near.Equal(dLeft, [.. gradients[left].ToArray().Select(g => g / 2)], "left gradient");
        (double[] Values, double[] Magnitudes) dRight = Product(Transpose(a, 2 * rows, inner), dy.ToArray(), inner, 2 * rows, columns);
        Near.Equal(dRight, gradients[right].ToArray(), "right gradient");
        Near.SameBits(Transpose(gradients[right].ToArray(), inner, columns), gradients[weights].ToArray(), "linear weight gradient");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(33)]
    [InlineData(240)]
    public void Spikes_agree_with_the_sum_they_are_in(int columns)
    {
        const int rows = 40, inner = 20;
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Shape shape = new(2, rows, inner);
        float[] a = TestValues.Spikes(shape);
        Tensor left = tape.Leaf(TestValues.Pack(tape, a, shape)), right = tape.Leaf(Gaussian(tape, new Shape(inner, columns)));
        float[] b = right.ToArray();
        Tensor weights = tape.Leaf(tape.From(Transpose(b, inner, columns), new Shape(columns, inner)));
        Tensor product = tape.MatMul(left, right), linear = tape.Linear(left, weights);
        Near.Equal(Product(a, b, 2 * rows, inner, columns), product.ToArray(), "product");
        Near.SameBits(product.ToArray(), linear.ToArray(), "linear layer");

        Tensor dy = Gaussian(tape, product.Shape);
        Gradients gradients = tape.Backward((product, dy), (linear, dy));
        Near.Equal(
            Product(dy.ToArray(), Transpose(b, inner, columns), 2 * rows, columns, inner), [.. gradients[left].ToArray().Select(g => g / 2)], "left gradient");
        Near.Equal(Product(Transpose(a, 2 * rows, inner), dy.ToArray(), inner, 2 * rows, columns), gradients[right].ToArray(), "right gradient");
        Near.SameBits(Transpose(gradients[right].ToArray(), inner, columns), gradients[weights].ToArray(), "linear weight gradient");
    }

    [Fact]
    public void Gradients_agree_with_finite_differences()
    {
        GradientCheck.Run(
            (tape, inputs) => tape.Linear(inputs[0], inputs[1], inputs[2]),
            GradientCheck.Random(new Shape(2, 3, 5), 1),
            GradientCheck.Random(new Shape(4, 5), 2),
            GradientCheck.Random(new Shape(4), 3));
        GradientCheck.Run(
            (tape, inputs) => tape.MatMul(inputs[0], inputs[1]),
            GradientCheck.Random(new Shape(2, 3, 5), 1),
            GradientCheck.Random(new Shape(5, 4), 2));
    }

    [Fact]
    public void Errors_name_the_operation_and_both_shapes()
    {
        using TestEngine engine = new(threads: 1);
        using Tape tape = new(engine);
        Tensor x = tape.Zeros(new Shape(4, 3));
        Assert.Contains("Linear", Message(() => tape.Linear(x, tape.Zeros(new Shape(5, 2)))), StringComparison.Ordinal);
        Assert.Contains("[4, 3]", Message(() => tape.MatMul(x, tape.Zeros(new Shape(5, 2)))), StringComparison.Ordinal);
        Assert.Contains("[5, 2]", Message(() => tape.MatMul(x, tape.Zeros(new Shape(5, 2)))), StringComparison.Ordinal);
        Assert.Contains("bias", Message(() => tape.Linear(x, tape.Zeros(new Shape(5, 3)), tape.Zeros(new Shape(4)))), StringComparison.Ordinal);

        static string Message(Action action) => Assert.Throws<TensorException>(action).Message;
    }

    private static Tensor Gaussian(TensorScope scope, Shape shape) => scope.From(TestValues.Gaussian(shape), shape);

    private static float[] Transpose(float[] matrix, int rows, int columns) =>
        [.. Enumerable.Range(0, rows * columns).Select(i => matrix[(i % rows * columns) + (i / rows)])];

    private static (double[] Values, double[] Magnitudes) Product(float[] a, float[] b, int rows, int inner, int columns)
    {
        double[] values = new double[rows * columns], magnitudes = new double[rows * columns];
        for (int i = 0; i < values.Length; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                double term = (double)a[(i / columns * inner) + k] * b[(k * columns) + (i % columns)];
                values[i] += term;
                magnitudes[i] += Math.Abs(term);
            }
        }

        return (values, magnitudes);
    }
}
