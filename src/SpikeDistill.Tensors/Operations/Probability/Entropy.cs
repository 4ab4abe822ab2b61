namespace SpikeDistill.Tensors.Operations;

/// <summary>The entropy of distributions given by their logarithms (TSER, Eq. 9).</summary>
public static class EntropyOperation
{
    /// <summary>mean over rows of −Σ_i q_i · log q_i with q = exp(logQ) over the last axis; q = 0 adds nothing. The result is a scalar in nats.</summary>
    /// <exception cref="TensorException">No element.</exception>
    public static Tensor Entropy(this Tape tape, Tensor logQ)
    {
        Check.LastAxis("Entropy", logQ);
        double sum = 0;
        foreach (float value in logQ.Values)
        {
            double q = Math.Exp(value);
            sum += q == 0 ? 0 : q * value;
        }

        long rows = logQ.Shape.Count / logQ.Shape[^1];
        Saved input = tape.Save(logQ);
        return tape.Record("Entropy", tape.Scalar((float)(-sum / rows)), [logQ], [input], (dy, gradients) =>
        {
            // dlogQ = −dy · q · (1 + log q) / rows.
            Tensor dx = tape.Allocate(logQ.Shape);
            ReadOnlySpan<float> from = input.Value.Values;
            Span<float> to = dx.Values;
            float factor = -dy.Item() / rows;
            for (int i = 0; i < to.Length; i++)
            {
                float q = MathF.Exp(from[i]);
                to[i] = q == 0 ? 0 : factor * q * (1 + from[i]);
            }

            gradients.Give(logQ, dx);
        });
    }
}
