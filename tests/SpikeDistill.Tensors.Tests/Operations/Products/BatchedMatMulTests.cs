using SpikeDistill.Tensors.Operations;
using SpikeDistill.Tensors.Tests.Kernels;

namespace SpikeDistill.Tensors.Tests.Operations;

public class BatchedMatMulTests
{
    public static TheoryData<bool, bool> Transpositions => new() { { false, false }, { true, false }, { false, true }, { true, true } };

    [Theory]
    [MemberData(nameof(Transpositions))]
    public void Gradients(bool left, bool right)
    {
        Shape a = left ? new Shape(2, 2, 5, 3) : new Shape(2, 2, 3, 5), b = right ? new Shape(2, 2, 4, 5) : new Shape(2, 2, 5, 4);
        GradientCheck.Operand x = GradientCheck.Random(a), y = GradientCheck.Random(b, 2);
        Tensor Product(Tape tape, Tensor[] operands) => tape.BatchedMatMul(operands[0], operands[1], left, right);
        GradientCheck.Run(Product, x, y);
        GradientCheck.Run(Product, x with { Checked = false }, y);
        GradientCheck.Run(Product, x, y with { Checked = false });
    }

    [Theory]
    [Trait("Category", "Kernel")]
    [MemberData(nameof(TestEngine.AllLanes), MemberType = typeof(TestEngine))]
    public void Every_length(int lanes)
    {
        using TestEngine engine = new(lanes: lanes);
        for (int length = 1; length <= 70; length++)
        {
            Compare(engine, length, 3, 5);
            Compare(engine, 3, length, 5);
            Compare(engine, 5, 3, length);
        }

        Compare(engine, 400, 20, 33);
    }

    [Fact]
    public void Errors_name_both_shapes()
    {
        using TestEngine engine = new();
        using Tape tape = new(engine);
        Tensor a = tape.Zeros(new Shape(2, 3, 4)), b = tape.Zeros(new Shape(3, 4, 5)), c = tape.Zeros(new Shape(2, 3, 5));
        Assert.Contains("the left is [2, 3, 4] and the right is [3, 4, 5]", Message(() => tape.BatchedMatMul(a, b)), StringComparison.Ordinal);
        Assert.Contains("[2, 3, 5] (transposed)", Message(() => tape.BatchedMatMul(a, c, rightTransposed: true)), StringComparison.Ordinal);
        Assert.Equal([2, 4, 5], tape.BatchedMatMul(a, c, leftTransposed: true).Shape.ToArray());

        static string Message(Action action) => Assert.Throws<TensorException>(action).Message;
    }

    private static void Compare(Engine engine, int rows, int inner, int columns)
    {
        const int count = 2;
        using Tape tape = new(engine);
        Shape left = new(count, rows, inner), right = new(count, inner, columns);
        Tensor a = tape.From(TestValues.Gaussian(left), left), b = tape.From(TestValues.Gaussian(right, 2), right);
        double[] values = new double[count * rows * columns], magnitudes = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                double term = (double)a.Values[(i / columns * inner) + k] * b.Values[(((i / columns / rows * inner) + k) * columns) + (i % columns)];
                values[i] += term;
                magnitudes[i] += Math.Abs(term);
            }
        }

        float[] plain = tape.BatchedMatMul(a, b).ToArray();
        Near.Equal((values, magnitudes), plain, $"[{rows}, {inner}] · [{inner}, {columns}]");
        Tensor at = tape.Transpose(a), bt = tape.Transpose(b);
        Near.SameBits(plain, tape.BatchedMatMul(at, b, leftTransposed: true).ToArray(), "left transposed");
        Near.SameBits(plain, tape.BatchedMatMul(a, bt, rightTransposed: true).ToArray(), "right transposed");
        Near.SameBits(plain, tape.BatchedMatMul(at, bt, true, true).ToArray(), "both transposed");
    }
}
