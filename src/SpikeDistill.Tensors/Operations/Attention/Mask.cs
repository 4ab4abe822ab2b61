using System.Numerics.Tensors;
using SpikeDistill.Tensors.Kernels.Attention;

namespace SpikeDistill.Tensors.Operations;

/// <summary>Tokens let through channel by channel (Yao et al., NeurIPS 2023, "Spike-driven Transformer"): the end of SDSA.</summary>
public static class MaskOperation
{
    private const int BytesPerTask = 1 << 16;

    /// <summary>
    /// y[…, t, c] = x[…, t, c] · mask[…, c] for every token t. Spikes if both are (word by word), else Float32.
    /// dx[…, t, c] = dy[…, t, c] · mask[…, c]; dmask[…, c] = Σ over t of dy[…, t, c] · x[…, t, c].
    /// </summary>
    /// <param name="tape">The pass.</param>
    /// <param name="x">[..., tokens, channels], Spikes or Float32.</param>
    /// <param name="mask">[..., channels], Spikes or Float32.</param>
    /// <returns>Shaped like x.</returns>
    /// <exception cref="TensorException">The mask is not shaped like x without its tokens.</exception>
    public static Tensor Mask(this Tape tape, Tensor x, Tensor mask)
    {
        Check.Tokens("Mask", x);
        int[] lengths = x.Shape.ToArray();
        if (mask.Shape != new Shape([.. lengths[..^2], lengths[^1]]))
        {
            throw new TensorException($"Mask: the mask must be shaped like {x.Shape} without the axis before the last (the tokens), but is {mask.Shape}.");
        }

        bool packed = x.Kind == StorageKind.Spikes && mask.Kind == StorageKind.Spikes;
        Tensor y = tape.Allocate(x.Shape, packed ? StorageKind.Spikes : StorageKind.Float32);
        if (packed) And(tape, x, mask, y);
        else TokenProducts.WithRow(tape.Engine.Workers, x, mask, y);

        Saved? tokens = Gradients.Wants(mask) ? tape.Save(x) : null, row = Gradients.Wants(x) ? tape.Save(mask) : null;
        Saved[] saved = [.. new[] { tokens, row }.OfType<Saved>()];
        return tape.Record("Mask", y, [x, mask], saved, (dy, gradients) =>
        {
            if (tokens is not null)
            {
                Tensor dmask = tape.Allocate(mask.Shape);
                TokenProducts.Sum(tape.Engine.Workers, tokens.Value, dy, dmask);
                gradients.Give(mask, dmask);
            }

            if (row is not null)
            {
                Tensor dx = gradients.Reuse(dy);
                TokenProducts.WithRow(tape.Engine.Workers, dy, row.Value, dx);
                gradients.Give(x, dx);
            }
        });
    }

    private static unsafe void And(Tape tape, Tensor x, Tensor mask, Tensor y)
    {
        int rowBytes = SpikeLayout.RowBytes(x.Shape[^1]), tokens = x.Shape[^2];
        byte* from = x.SpikeBytes, with = mask.SpikeBytes, to = y.SpikeBytes;
        tape.Engine.Workers.ForRange(SpikeLayout.Rows(x.Shape), Math.Max(1, BytesPerTask / rowBytes), (start, end) =>
        {
            for (long row = start; row < end; row++)
            {
                ReadOnlySpan<byte> token = new(from + (row * rowBytes), rowBytes), let = new(with + (row / tokens * rowBytes), rowBytes);
                TensorPrimitives.BitwiseAnd(token, let, new Span<byte>(to + (row * rowBytes), rowBytes));
            }
        });
    }
}
