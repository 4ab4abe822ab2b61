using SpikeDistill.Portable;

namespace SpikeDistill.Networks.Nodes;

/// <summary>What nodes that read several sequences of tokens share.</summary>
internal static class TokenShapes
{
    /// <summary>The most parts that channels are cut into.</summary>
    public const int MostHeads = 1 << 12;

    /// <summary>The shape that all inputs have.</summary>
    /// <exception cref="ArgumentException">They are no tokens, or differ.</exception>
    public static ValueShape Common(NodeContext context, IReadOnlyList<string> reads)
    {
        ValueShape first = context.Input.Shape;
        if (first.Layout != ValueLayout.Tokens)
        {
            throw new ArgumentException($"reads tokens, but '{reads[0]}' gives {first}; put a node of kind 'to_tokens' before it.");
        }

        for (int i = 1; i < reads.Count; i++)
        {
            if (context.Inputs[i].Shape != first)
            {
                throw new ArgumentException($"reads tokens of one shape, but '{reads[0]}' gives {first} and '{reads[i]}' gives {context.Inputs[i].Shape}.");
            }
        }

        return first;
    }

    /// <summary>The shape of tokens that are floats.</summary>
    /// <exception cref="ArgumentException">It reads no tokens, or spikes.</exception>
    public static ValueShape OfFloats(NodeContext context, IReadOnlyList<string> reads)
        => context.Input.Packed
            ? throw new ArgumentException(
                $"reads tokens of floats, but '{reads[0]}' gives the spikes of '{context.Input.Sources[0].Layer}'; put a linear layer between them.")
            : Common(context, reads);

    /// <summary>Refuses heads that do not share the channels out.</summary>
    /// <exception cref="ArgumentException">The channels are no multiple of the heads.</exception>
    public static void RequireHeads(ValueShape tokens, int heads)
    {
        if (tokens.Channels % heads != 0)
        {
            int fewer = Enumerable.Range(1, heads).Last(count => tokens.Channels % count == 0);
            throw new ArgumentException(
                $"has {heads} heads for {tokens.Channels} channels, which they must share out evenly; choose heads that divide "
                    + $"{tokens.Channels}, such as {fewer}, or a multiple of {heads} channels.");
        }
    }

    /// <summary>Tokens [N, L, C] as [N, heads, L, C / heads].</summary>
    public static PortableValue Heads(PortableValue tokens, ValueShape shape, int heads)
        => tokens.Graph.Permute(tokens.Graph.Reshape(tokens, -1, shape.TokenCount!.Value, heads, shape.Channels / heads), 0, 2, 1, 3);

    /// <summary>The way back.</summary>
    public static PortableValue Together(PortableValue heads, ValueShape shape)
        => heads.Graph.Reshape(heads.Graph.Permute(heads, 0, 2, 1, 3), -1, shape.TokenCount!.Value, shape.Channels);
}
