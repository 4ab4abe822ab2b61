using SpikeDistill.Tensors.Kernels.Products;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>Tokens [Samples, Tokens, Channels] whose channels are Heads parts side by side: a head is a view, nothing is moved.</summary>
internal readonly record struct HeadLayout(int Samples, int Tokens, int Channels, int Heads)
{
    /// <summary>Channels of a head.</summary>
    public int Depth => Channels / Heads;

    /// <summary>Heads of all samples.</summary>
    public int Count => Samples * Heads;

    /// <summary>A head of floats, by its number over all samples: [Tokens, Depth].</summary>
    public unsafe MatrixView Of(float* tokens, int head)
    {
        (int sample, int part) = Math.DivRem(head, Heads);
        return new MatrixView(tokens + ((long)sample * Tokens * Channels) + ((long)part * Depth), Channels);
    }

    /// <summary>The layout of queries, keys and values [..., tokens, channels].</summary>
    /// <exception cref="TensorException">The shapes differ or the channels cannot be shared out among the heads.</exception>
    public static HeadLayout For(string operation, Tensor q, Tensor k, Tensor v, int heads)
    {
        if (q.Shape.Rank < 2 || q.Shape.Count == 0 || k.Shape != q.Shape || v.Shape != q.Shape || heads < 1 || q.Shape[^1] % heads != 0)
        {
            throw new TensorException(
                $"{operation}: queries, keys and values need one shape [..., tokens, channels] whose channels are a multiple of the heads, "
                + $"but they have {q.Shape}, {k.Shape} and {v.Shape} with {heads} heads.");
        }

        (int tokens, int channels) = (q.Shape[^2], q.Shape[^1]);
        return new HeadLayout(checked((int)(q.Shape.Count / tokens / channels)), tokens, channels, heads);
    }
}
