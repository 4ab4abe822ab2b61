using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>
/// The gradient of a max pool of packed spikes, gathered: where a window's maximum is follows from bits, 64 channels at a time. It is the
/// first spike, or the first pixel where none fires. So each input pixel adds up what its windows give it and is written once, by whichever
/// thread, in the order in which the windows would hand it out.
/// </summary>
/// <remarks>Bits and floats have methods of their own: together they pass what the just-in-time compiler inlines.</remarks>
internal readonly unsafe struct SpikePoolGradient(byte* x, byte* y, float* dy, float* dx, PoolWindow window, int channels) : IRowKernel
{
    private const int WordChannels = 64;

    private readonly int _rowBytes = SpikeLayout.RowBytes(channels);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes>(in RowBlock block)
        where TLanes : struct, ILanes<TLanes>
    {
        for (long pixel = block.FirstRow; pixel < block.EndRow; pixel++)
        {
            float* to = dx + (pixel * channels);
            new Span<float>(to + block.Start, (int)(block.End - block.Start)).Clear();
            PoolWindow.Pixels outputs = window.Outputs(pixel);
            for (int row = outputs.Top; row < outputs.Bottom; row++)
            {
                for (int column = outputs.Left; column < outputs.Right; column++)
                {
                    long output = outputs.At(row, column);
                    PoolWindow.Pixels inputs = window.Inputs(output);
                    bool first = pixel == inputs.At(inputs.Top, inputs.Left);
                    float* from = dy + (output * channels);
                    for (long c = block.Start; c < block.End; c += WordChannels)
                    {
                        int part = (int)(c >> 3), bytes = Math.Min(sizeof(ulong), _rowBytes - part);
                        ulong won = FirstSpikes(x + part, _rowBytes, bytes, inputs, pixel);
                        if (first) won |= ~Word(y + part + (output * _rowBytes), bytes);
                        Add<TLanes>(won >> (int)(c & 7), from + c, to + c, (int)Math.Min(WordChannels, block.End - c));
                    }
                }
            }
        }
    }

    /// <summary>Adds the gradients of the channels whose bit is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Add<TLanes>(ulong won, float* from, float* to, int count)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes zero = TLanes.Create(0);
        for (int c = 0; c < count; c += TLanes.Count)
        {
            TLanes here = TLanes.MoreThan(TLanes.FromBits((uint)(won >> c)), zero);
            (TLanes.Load(to + c) + TLanes.Select(here, TLanes.Load(from + c), zero)).Store(to + c);
        }
    }

    /// <summary>The channels of a pixel that fire where none of the window's pixels before it does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static ulong FirstSpikes(byte* rows, int rowBytes, int bytes, in PoolWindow.Pixels inputs, long pixel)
    {
        ulong before = 0;
        long step = (long)inputs.Width * rowBytes, left = (inputs.First + ((long)inputs.Top * inputs.Width) + inputs.Left) * rowBytes;
        byte* own = rows + (pixel * rowBytes), end = rows + left + ((long)(inputs.Right - inputs.Left) * rowBytes);
        for (byte* row = rows + left; row <= own; row += step, end += step)
        {
            byte* last = end < own ? end : own;
            for (byte* at = row; at < last; at += rowBytes) before |= Word(at, bytes);
        }

        return Word(own, bytes) & ~before;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(byte* at, int bytes) => bytes == sizeof(ulong) ? *(ulong*)at : Rest(at, bytes);

    private static ulong Rest(byte* at, int bytes)
    {
        ulong bits = 0;
        for (int i = 0; i < bytes; i++) bits |= (ulong)at[i] << (i * 8);
        return bits;
    }
}
