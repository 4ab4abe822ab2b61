using System.Numerics.Tensors;

namespace SpikeDistill.Tensors.Operations;

/// <summary>The softmax over the last axis with a temperature (TSER, Eq. 4), and its logarithm.</summary>
public static class SoftmaxOperation
{
    private const int RowsPerTask = 16;

    /// <summary>y_i = exp(x_i / τ) / Σ_j exp(x_j / τ) over the last axis. Float32; safe for logits of any size.</summary>
    /// <exception cref="TensorException">No element, or a temperature that is not positive.</exception>
    public static Tensor Softmax(this Tape tape, Tensor x, float temperature = 1)
    {
        Tensor y = Forward(tape, "Softmax", x, temperature, logarithm: false);
        Saved output = tape.Save(y);
        return tape.Record("Softmax", y, [x], [output], (dy, gradients) =>
        {
            // dx_i = y_i · (dy_i − Σ_j dy_j · y_j) / τ.
            Tensor q = output.Value, dx = gradients.Reuse(dy);
            ForRows(tape, q, row =>
            {
                ReadOnlySpan<float> weights = row.Of(q), from = row.Of(dy);
                Span<float> to = row.Of(dx);
                float mean = TensorPrimitives.Dot(from, weights);
                TensorPrimitives.Subtract(from, mean, to);
                TensorPrimitives.Multiply(to, weights, to);
                TensorPrimitives.Multiply(to, 1 / temperature, to);
            });
            gradients.Give(x, dx);
        });
    }

    /// <summary>y_i = x_i / τ − log Σ_j exp(x_j / τ) over the last axis. Float32; safe for logits of any size.</summary>
    /// <exception cref="TensorException">No element, or a temperature that is not positive.</exception>
    public static Tensor LogSoftmax(this Tape tape, Tensor x, float temperature = 1)
    {
        Tensor y = Forward(tape, "LogSoftmax", x, temperature, logarithm: true);
        Saved output = tape.Save(y);
        return tape.Record("LogSoftmax", y, [x], [output], (dy, gradients) =>
        {
            // dx_i = (dy_i − exp(y_i) · Σ_j dy_j) / τ.
            Tensor logQ = output.Value, dx = tape.Allocate(x.Shape);
            ForRows(tape, logQ, row =>
            {
                ReadOnlySpan<float> from = row.Of(dy);
                Span<float> to = row.Of(dx);
                TensorPrimitives.Exp(row.Of(logQ), to);
                TensorPrimitives.MultiplyAdd(to, -TensorPrimitives.Sum(from), from, to);
                TensorPrimitives.Multiply(to, 1 / temperature, to);
            });
            gradients.Give(x, dx);
        });
    }

    private static Tensor Forward(Tape tape, string operation, Tensor x, float temperature, bool logarithm)
    {
        Check.LastAxis(operation, x);
        Check.Temperature(operation, temperature);
        Tensor y = tape.Allocate(x.Shape), exponentials = tape.Allocate(x.Shape);
        ForRows(tape, x, row =>
        {
            Span<float> shifted = row.Of(y), powers = row.Of(exponentials);
            TensorPrimitives.Subtract(row.Of(x), TensorPrimitives.Max(row.Of(x)), shifted);
            TensorPrimitives.Multiply(shifted, 1 / temperature, shifted);
            TensorPrimitives.Exp(shifted, powers);
            float sum = TensorPrimitives.Sum<float>(powers);
            if (logarithm)
            {
                TensorPrimitives.Subtract(shifted, MathF.Log(sum), shifted);
            }
            else
            {
                TensorPrimitives.Multiply(powers, 1 / sum, shifted);
            }
        });
        exponentials.Release();
        return y;
    }

    private static void ForRows(Tape tape, Tensor x, Action<Row> body)
    {
        int columns = x.Shape[^1];
        tape.Engine.Workers.ForRange(x.Shape.Count / columns, RowsPerTask, (start, end) =>
        {
            for (long row = start; row < end; row++)
            {
                body(new Row(checked((int)(row * columns)), columns));
            }
        });
    }

    private readonly record struct Row(int Start, int Length)
    {
        public Span<float> Of(Tensor tensor) => tensor.Values.Slice(Start, Length);
    }
}
