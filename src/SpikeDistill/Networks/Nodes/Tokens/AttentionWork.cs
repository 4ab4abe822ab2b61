namespace SpikeDistill.Networks.Nodes;

/// <summary>What products of tokens with tokens do and take.</summary>
internal static class AttentionWork
{
    /// <summary>The most threads that scratch is counted for.</summary>
    private const int Threads = 8;

    /// <summary>q kᵀ and its product with v: 2 · tokens² · channels, whichever order runs; both operands are computed, neither is a weight.</summary>
    public static LayerWork Of(ValueShape tokens, int heads)
    {
        long count = tokens.TokenCount!.Value, depth = tokens.Channels / heads;
        long products = 2 * count * tokens.Channels * Math.Min(count, depth);
        return new LayerWork { Products = products, Connections = products };
    }

    /// <summary>A thread's copies of a head's operands and products, in floats.</summary>
    public static long Scratch(ValueShape tokens, int heads)
    {
        long count = tokens.TokenCount!.Value, depth = tokens.Channels / heads, middle = Math.Max(count, depth);
        return Threads * TensorBytes.Floats((4 * count * (depth + 16)) + (3 * middle * middle));
    }
}
