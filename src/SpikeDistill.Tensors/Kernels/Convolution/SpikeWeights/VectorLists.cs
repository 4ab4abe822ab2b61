using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Spiking;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>Lists of the positions of each channel's spikes, compressed 32 pixels at a time (AVX-512 with VBMI2).</summary>
internal static unsafe class VectorLists
{
    public static bool IsSupported => Avx512Vbmi2.IsSupported && BitTranspose.IsSupported;

    public static long ScratchBytes(int pixels, int channels) => (long)channels * pixels.Chunks(64) * sizeof(ulong);

    /// <summary>
    /// Appends, for one phase, the positions of channel after channel and notes where each begins. Up to 64 bytes past
    /// the end are overwritten.
    /// </summary>
    /// <param name="words">From <see cref="BitTranspose"/>.</param>
    /// <param name="channels">Channels.</param>
    /// <param name="wordsPerChannel">Words of a channel.</param>
    /// <param name="positions">Of each pixel.</param>
    /// <param name="mask">The pixels of the phase.</param>
    /// <param name="list">All lists.</param>
    /// <param name="at">Where to go on in them.</param>
    /// <param name="starts">One for each channel.</param>
    /// <returns>Where the last channel ends.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Append(ulong* words, int channels, int wordsPerChannel, ushort* positions, ulong* mask, ushort* list, int at, int* starts)
    {
        // Lane i asks for bit i of a word's half: byte i / 8, bit i % 8.
        Vector512<byte> low = Vector512.Create(
            0, 0, 0x0101_0101_0101_0101, 0x0101_0101_0101_0101,
            0x0202_0202_0202_0202, 0x0202_0202_0202_0202, 0x0303_0303_0303_0303, 0x0303_0303_0303_0303).AsByte();
        Vector512<byte> high = low + Vector512.Create((byte)4);
        Vector512<ushort> bit = Vector512.Create(
            0x0808_0404_0202_0101, 0x8080_4040_2020_1010, 0x0808_0404_0202_0101, 0x8080_4040_2020_1010,
            0x0808_0404_0202_0101, 0x8080_4040_2020_1010, 0x0808_0404_0202_0101, 0x8080_4040_2020_1010).AsUInt16();
        ushort* to = list + at;
        for (int c = 0; c < channels; c++)
        {
            *starts++ = (int)(to - list);
            for (int w = 0; w < wordsPerChannel; w++)
            {
                ulong spikes = *words++ & mask[w];
                Vector512<byte> all = Vector512.Create(spikes).AsByte();
                Vector512<ushort> first = Vector512.Equals(Avx512BW.Shuffle(all, low).AsUInt16() & bit, bit);
                Vector512<ushort> second = Vector512.Equals(Avx512BW.Shuffle(all, high).AsUInt16() & bit, bit);
                Avx512Vbmi2.Compress(Vector512<ushort>.Zero, first, Vector512.Load(positions + (w * 64))).Store(to);
                to += BitOperations.PopCount((uint)spikes);
                Avx512Vbmi2.Compress(Vector512<ushort>.Zero, second, Vector512.Load(positions + (w * 64) + 32)).Store(to);
                to += BitOperations.PopCount((uint)(spikes >> 32));
            }
        }

        return (int)(to - list);
    }
}
