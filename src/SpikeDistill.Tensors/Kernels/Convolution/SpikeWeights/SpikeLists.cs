using System.Numerics;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>
/// For each chunk, phase and channel the positions of the spikes, in the order of the pixels; or of the counts that are not 0,
/// with their values.
/// </summary>
internal sealed unsafe class SpikeLists
{
    // What a vector form may write past the end of a chunk's lists.
    private const int Slack = 64;
    private const int ChunksPerTask = 8;

    private readonly SpikeWeightPlan _plan;
    private readonly MemoryPool _memory;
    private readonly ConvolutionSource _source;
    private readonly MemoryBlock _firsts;
    private readonly int _planes;
    private MemoryBlock _list;
    private MemoryBlock _starts;
    private MemoryBlock _values;
    private MemoryBlock _floats;

    /// <summary>Counts the entries of every chunk.</summary>
    public SpikeLists(SpikeWeightPlan plan, ConvolutionSource source, Workers workers, MemoryPool memory)
    {
        _plan = plan;
        _memory = memory;
        _source = source;
        int largest = 0;
        int chunks = plan.Chunks.Length;
        _firsts = memory.Rent((chunks + 1L) * sizeof(long));
        long* firsts = (long*)_firsts.Pointer;
        workers.ForRange(chunks, ChunksPerTask, (start, end) =>
        {
            byte any = 0;
            for (long chunk = start; chunk < end; chunk++) firsts[chunk] = Count(chunk, ref any);
            Interlocked.Or(ref largest, any);
        });
        _planes = 32 - BitOperations.LeadingZeroCount((uint)largest);
        long total = 0;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            (long count, firsts[chunk]) = (firsts[chunk], total);
            Entries += count;
            total += count + Slack;
        }

        firsts[chunks] = total;
    }

    /// <summary>Entries of all chunks; rows that two runs see count twice.</summary>
    public long Entries { get; }

    /// <summary>Whether entries are counts.</summary>
    public bool HasValues => _source.Counts is not null;

    private int ChunkStarts => _plan.Phases.Length * (_plan.Shape.Channels + 1);

    /// <summary>Makes the lists.</summary>
    public void Fill(Workers workers, bool vectors)
    {
        SpikeWeightPlan plan = _plan;
        int chunks = plan.Chunks.Length, channels = plan.Shape.Channels;
        long scratchBytes = ScratchBytes(vectors), entries = ((long*)_firsts.Pointer)[chunks];
        _list = _memory.Rent(entries * sizeof(ushort));
        _starts = _memory.Rent((long)chunks * ChunkStarts * sizeof(int));
        if (HasValues)
        {
            _values = _memory.Rent(entries);
            _floats = CountTotals.Floats(_memory);
        }

        MemoryBlock scratch = _memory.Rent(scratchBytes * workers.Count);
        workers.For(chunks, (chunk, slot) => FillChunk(chunk, scratch.Pointer + (slot * scratchBytes), vectors));
        _memory.Return(scratch);
    }

    /// <summary>The lists of a chunk, in which <see cref="Starts"/> are indices.</summary>
    public ushort* Of(int chunk) => (ushort*)_list.Pointer + ((long*)_firsts.Pointer)[chunk];

    /// <summary>The values of a chunk's entries, of counts.</summary>
    public CountValues ValuesOf(int chunk) => new(_values.Pointer + ((long*)_firsts.Pointer)[chunk], _floats.Floats);

    /// <summary>Where the list of each channel begins, and after the last where it ends.</summary>
    public int* Starts(int chunk, int phase) => (int*)_starts.Pointer + ((long)chunk * ChunkStarts) + (phase * (_plan.Shape.Channels + 1));

    public void Return()
    {
        _memory.Return(_firsts);
        if (_list.Size == 0) return;
        _memory.Return(_list);
        _memory.Return(_starts);
        if (!HasValues) return;
        _memory.Return(_values);
        _memory.Return(_floats);
    }

    private long ScratchBytes(bool vectors)
    {
        (int pixels, int channels) = (_plan.MostPixels, _plan.Shape.Channels);
        long bytes = (vectors, HasValues) switch
        {
            (true, false) => VectorLists.ScratchBytes(pixels, channels),
            (false, false) => PortableLists.ScratchBytes(pixels),
            (true, true) => CountLists.VectorScratchBytes(pixels, channels, _planes),
            (false, true) => CountLists.PortableScratchBytes(pixels, channels),
        };
        return bytes.RoundUpToLine();
    }

    /// <summary>Bytes of a pixel.</summary>
    private int RowBytes => HasValues ? _plan.Shape.Channels : SpikeLayout.RowBytes(_plan.Shape.Channels);

    private byte* Rows(in SpikeChunk chunk) =>
        (HasValues ? _source.Counts : _source.Spikes) + ((((long)chunk.Image * _plan.Shape.Height) + chunk.FirstRow) * _plan.Shape.Width * RowBytes);

    private long Count(long chunk, ref byte any)
    {
        SpikeChunk c = _plan.Chunks[chunk];
        long bytes = (long)c.Images * c.Rows * _plan.Shape.Width * RowBytes;
        return HasValues ? CountTotals.NotZero(Rows(c), bytes, ref any) : SpikeCount.Of(Rows(c), bytes);
    }

    private void FillChunk(int index, byte* scratch, bool vectors)
    {
        SpikeChunk chunk = _plan.Chunks[index];
        int pixels = chunk.Images * chunk.Rows * _plan.Shape.Width, channels = _plan.Shape.Channels;
        PixelMap map = _plan.Maps[_plan.RowAxis.Phase(chunk.FirstRow)];
        byte* rows = Rows(chunk);
        int words = pixels.Chunks(64), at = 0;
        byte* values = HasValues ? _values.Pointer + ((long*)_firsts.Pointer)[index] : null;
        if (vectors && HasValues) CountLists.Transpose(rows, pixels, channels, _planes, (ulong*)scratch, words);
        else if (vectors) BitTranspose.Run(rows, pixels, channels, (ulong*)scratch, words);
        fixed (ushort* positions = map.Positions)
        {
            for (int phase = 0; phase < _plan.Phases.Length; phase++)
            {
                int* starts = Starts(index, phase);
                fixed (ulong* mask = map.Masks[phase])
                {
                    if (vectors)
                    {
                        if (HasValues) CountLists.Append((ulong*)scratch, channels, _planes, words, mask, values + at);
                        at = VectorLists.Append((ulong*)scratch, channels, words, positions, mask, Of(index), at, starts);
                    }
                    else if (HasValues)
                    {
                        at = CountLists.AppendOneByOne(rows, pixels, channels, positions, mask, Of(index), values, at, starts, scratch);
                    }
                    else
                    {
                        at = PortableLists.Append(rows, pixels, channels, positions, mask, Of(index), at, starts, scratch);
                    }
                }

                starts[channels] = at;
            }
        }
    }
}
