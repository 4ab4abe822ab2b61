using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>
/// The gradient of a max pool of packed spikes, gathered: where a window's maximum is follows from bits, 64 channels at a time. It is the
/// first spike, or the first pixel where none fires. So each input pixel adds up what its windows give it and is written once, by whichever
/// thread, in the order in which the windows would hand it out.
/// </summary>
internal readonly unsafe struct SpikePoolGradient(byte* x, byte* y, float* dy, float* dx, PoolWindow window, int channels) : IRowKernel
{
    private const int WordChannels = 64;

    private readonly int _rowBytes = SpikeLayout.RowBytes(channels);

    public void Run<TLanes>(in RowBlock block)
        where TLanes : struct, ILanes<TLanes>
    {
        for (long pixel = block.FirstRow; pixel < block.EndRow; pixel++)
        {
            new Span<float>(dx + (pixel * channels) + block.Start, (int)(block.End - block.Start)).Clear();
            PoolWindow.Pixels outputs = window.Outputs(pixel);
            for (int row = outputs.Top; row < outputs.Bottom; row++)
            {
                for (int column = outputs.Left; column < outputs.Right; column++) Add<TLanes>(pixel, outputs.At(row, column), block.Start, block.End);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add<TLanes>(long pixel, long output, long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        PoolWindow.Pixels inputs = window.Inputs(output);
        TLanes zero = TLanes.Create(0);
        float* from = dy + (output * channels), to = dx + (pixel * channels);
        for (long word = start; word < end; word += WordChannels)
        {
            long part = word >> 3, last = Math.Min(word + WordChannels, end);
            ulong won = (Won(inputs, pixel, part) | (pixel == inputs.At(inputs.Top, inputs.Left) ? ~Word(y, output, part) : 0)) >> (int)(word & 7);
            for (long c = word; c < last; c += TLanes.Count, won >>= TLanes.Count)
            {
                TLanes here = TLanes.MoreThan(TLanes.FromBits((uint)won), zero);
                (TLanes.Load(to + c) + TLanes.Select(here, TLanes.Load(from + c), zero)).Store(to + c);
            }
        }
    }

    /// <summary>The channels of a pixel that fire where none of the window's pixels before does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Won(PoolWindow.Pixels inputs, long pixel, long part)
    {
        ulong before = 0;
        for (int row = inputs.Top; row < inputs.Bottom; row++)
        {
            long at = inputs.At(row, inputs.Left), end = Math.Min(pixel, inputs.At(row, inputs.Right));
            for (; at < end; at++) before |= Word(x, at, part);
        }

        return Word(x, pixel, part) & ~before;
    }

    /// <summary>The bits of a pixel from a byte on: 64 of them, or what there is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Word(byte* rows, long pixel, long part)
    {
        byte* at = rows + (pixel * _rowBytes) + part;
        return _rowBytes - part >= sizeof(ulong) ? *(ulong*)at : Rest(at, (int)(_rowBytes - part));
    }

    private static ulong Rest(byte* at, int bytes)
    {
        ulong bits = 0;
        for (int i = 0; i < bytes; i++) bits |= (ulong)at[i] << (i * 8);
        return bits;
    }
}
