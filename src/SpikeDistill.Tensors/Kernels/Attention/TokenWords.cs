using System.Numerics;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Spiking;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>The spikes of one sample [Tokens, Channels] as words of tokens: bit i of word (g, c) is channel c of token 64 g + i.</summary>
internal static unsafe class TokenWords
{
    public const int Tokens = 64;

    /// <summary>Readers take up to sixteen words of channels at once.</summary>
    private const int Slack = 16;

    /// <summary>Words from one group of 64 tokens to the next.</summary>
    public static int Stride(int channels) => channels + Slack;

    public static int Count(int tokens, int channels) => tokens.Chunks(Tokens) * Stride(channels);

    /// <summary>Fills words[g · <see cref="Stride"/> + c]; of tokens that do not exist bits are 0, words behind the channels are 0.</summary>
    public static void Fill(byte* rows, int tokens, int channels, ulong* words)
    {
        int rowBytes = SpikeLayout.RowBytes(channels), stride = Stride(channels);
        for (int first = 0; first < tokens; first += Tokens, rows += Tokens * rowBytes, words += stride)
        {
            new Span<ulong>(words, stride).Clear();
            int count = Math.Min(Tokens, tokens - first);
            if (BitTranspose.IsSupported) BitTranspose.Run(rows, count, channels, words, 1);
            else Scatter(rows, rowBytes, count, words);
        }
    }

    private static void Scatter(byte* row, int rowBytes, int tokens, ulong* words)
    {
        for (int token = 0; token < tokens; token++, row += rowBytes)
        {
            for (int part = 0; part < rowBytes; part += sizeof(ushort))
            {
                for (uint spikes = *(ushort*)(row + part); spikes != 0; spikes &= spikes - 1)
                {
                    words[(part * 8) + BitOperations.TrailingZeroCount(spikes)] |= 1UL << token;
                }
            }
        }
    }
}
