using SpikeDistill.Tensors.Kernels.Attention;

namespace SpikeDistill.Tensors.Operations;

/// <summary>How often two spikes coincide (Yao et al., NeurIPS 2023, "Spike-driven Transformer"): the sums behind SDSA's mask.</summary>
public static class CountOverTokensOperation
{
    /// <summary>
    /// y[…, c] = Σ over tokens t of a[…, t, c] · b[…, t, c]: of Spikes the number of tokens where both fire, exact below 2²⁴.
    /// da[…, t, c] = dy[…, c] · b[…, t, c], db the same with a.
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="a">[..., tokens, channels], Spikes or Float32.</param>
    /// <param name="b">Of the same shape, Spikes or Float32.</param>
    /// <returns>[..., channels], Float32.</returns>
    /// <exception cref="TensorException">The shapes differ, there are fewer than two axes, or no element.</exception>
    public static Tensor CountOverTokens(this Tape tape, Tensor a, Tensor b)
    {
        Check.SameShape("CountOverTokens", a, b);
        Check.Tokens("CountOverTokens", a);
        int[] lengths = a.Shape.ToArray();
        Tensor y = tape.Allocate(new Shape([.. lengths[..^2], lengths[^1]]));
        TokenProducts.Sum(tape.Engine.Workers, a, b, y);
        Saved? left = Gradients.Wants(b) ? tape.Save(a) : null, right = Gradients.Wants(a) ? tape.Save(b) : null;
        Saved[] saved = [.. new[] { left, right }.OfType<Saved>()];
        return tape.Record("CountOverTokens", y, [a, b], saved, (dy, gradients) =>
        {
            if (right is not null) gradients.Give(a, Spread(tape, right.Value, dy));
            if (left is not null) gradients.Give(b, Spread(tape, left.Value, dy));
        });
    }

    private static Tensor Spread(Tape tape, Tensor other, Tensor dy)
    {
        Tensor gradient = tape.Allocate(other.Shape);
        TokenProducts.WithRow(tape.Engine.Workers, other, dy, gradient);
        return gradient;
    }
}
