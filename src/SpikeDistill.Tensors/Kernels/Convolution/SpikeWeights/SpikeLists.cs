using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Spiking;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>For each chunk, phase and channel the positions of the spikes, in the order of the pixels.</summary>
internal sealed unsafe class SpikeLists
{
    // What a vector form may write past the end of a chunk's lists.
    private const int Slack = 32;
    private const int ChunksPerTask = 8;

    private readonly SpikeWeightPlan _plan;
    private readonly MemoryPool _memory;
    private readonly byte* _spikes;
    private readonly MemoryBlock _firsts;
    private MemoryBlock _list;
    private MemoryBlock _starts;

    /// <summary>Counts the spikes of every chunk.</summary>
    public SpikeLists(SpikeWeightPlan plan, byte* spikes, Workers workers, MemoryPool memory)
    {
        _plan = plan;
        _memory = memory;
        _spikes = spikes;
        int chunks = plan.Chunks.Length;
        _firsts = memory.Rent((chunks + 1L) * sizeof(long));
        long* firsts = (long*)_firsts.Pointer;
        workers.ForRange(chunks, ChunksPerTask, (start, end) =>
        {
            for (long chunk = start; chunk < end; chunk++) firsts[chunk] = Count(chunk);
        });
        long total = 0;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            (long count, firsts[chunk]) = (firsts[chunk], total);
            Spikes += count;
            total += count + Slack;
        }

        firsts[chunks] = total;
    }

    /// <summary>Spikes of all chunks; rows that two runs see count twice.</summary>
    public long Spikes { get; }

    private int ChunkStarts => _plan.Phases.Length * (_plan.Shape.Channels + 1);

    /// <summary>Makes the lists.</summary>
    public void Fill(Workers workers, bool vectors)
    {
        SpikeWeightPlan plan = _plan;
        int chunks = plan.Chunks.Length, channels = plan.Shape.Channels;
        long scratchBytes = (vectors ? VectorLists.ScratchBytes(plan.MostPixels, channels) : PortableLists.ScratchBytes(plan.MostPixels)).RoundUpToLine();
        _list = _memory.Rent(((long*)_firsts.Pointer)[chunks] * sizeof(ushort));
        _starts = _memory.Rent((long)chunks * ChunkStarts * sizeof(int));
        MemoryBlock scratch = _memory.Rent(scratchBytes * workers.Count);
        workers.For(chunks, (chunk, slot) => FillChunk(chunk, scratch.Pointer + (slot * scratchBytes), vectors));
        _memory.Return(scratch);
    }

    /// <summary>The lists of a chunk, in which <see cref="Starts"/> are indices.</summary>
    public ushort* Of(int chunk) => (ushort*)_list.Pointer + ((long*)_firsts.Pointer)[chunk];

    /// <summary>Where the list of each channel begins, and after the last where it ends.</summary>
    public int* Starts(int chunk, int phase) => (int*)_starts.Pointer + ((long)chunk * ChunkStarts) + (phase * (_plan.Shape.Channels + 1));

    public void Return()
    {
        _memory.Return(_firsts);
        if (_list.Size == 0) return;
        _memory.Return(_list);
        _memory.Return(_starts);
    }

    private byte* Rows(in SpikeChunk chunk) =>
        _spikes + (((long)chunk.Image * _plan.Shape.Height) + chunk.FirstRow) * _plan.Shape.Width * SpikeLayout.RowBytes(_plan.Shape.Channels);

    private long Count(long chunk)
    {
        SpikeChunk c = _plan.Chunks[chunk];
        return SpikeCount.Of(Rows(c), (long)c.Images * c.Rows * _plan.Shape.Width * SpikeLayout.RowBytes(_plan.Shape.Channels));
    }

    private void FillChunk(int index, byte* scratch, bool vectors)
    {
        SpikeChunk chunk = _plan.Chunks[index];
        int pixels = chunk.Images * chunk.Rows * _plan.Shape.Width, channels = _plan.Shape.Channels;
        PixelMap map = _plan.Maps[_plan.RowAxis.Phase(chunk.FirstRow)];
        byte* rows = Rows(chunk);
        int words = pixels.Chunks(64), at = 0;
        if (vectors) BitTranspose.Run(rows, pixels, channels, (ulong*)scratch, words);
        fixed (ushort* positions = map.Positions)
        {
            for (int phase = 0; phase < _plan.Phases.Length; phase++)
            {
                int* starts = Starts(index, phase);
                fixed (ulong* mask = map.Masks[phase])
                {
                    at = vectors
                        ? VectorLists.Append((ulong*)scratch, channels, words, positions, mask, Of(index), at, starts)
                        : PortableLists.Append(rows, pixels, channels, positions, mask, Of(index), at, starts, scratch);
                }

                starts[channels] = at;
            }
        }
    }
}
