namespace SpikeDistill.Tensors.Memory;

/// <summary>
/// Large blocks cut out of larger segments and joined again when they come back, so that what one size gave back another can use.
/// Not safe for use by several threads at once.
/// </summary>
/// <remarks>
/// A hole between blocks is taken before the free end of a segment, the smallest that fits. Where a block goes follows from
/// the blocks there are, so a step that asks for what the step before asked touches the same memory and no more.
/// </remarks>
internal sealed unsafe class BlockHeap(IBlockAllocator allocator)
{
    /// <summary>Address space, not memory: the system gives pages as they are first touched.</summary>
    private const nuint SegmentBytes = 256u << 20;

    private readonly List<Segment> _segments = [];

    /// <summary>Bytes that were rented at least once: what the system may have given pages for.</summary>
    public long BytesTouched { get; private set; }

    public MemoryBlock Rent(nuint size)
    {
        (Segment? best, int hole, nuint smallest) = (null, -1, nuint.MaxValue);
        foreach (Segment segment in _segments)
        {
            for (int i = 0; i < segment.Holes.Count; i++)
            {
                nuint length = segment.Holes[i].Length;
                if (length >= size && length < smallest) (best, hole, smallest) = (segment, i, length);
            }
        }

        if (best is not null) return best.TakeHole(hole, size);
        Segment? open = _segments.Find(segment => segment.Bytes - segment.End >= size);
        if (open is null)
        {
            nuint bytes = Math.Max(SegmentBytes, size);
            open = new Segment(allocator.Allocate(bytes), bytes);
            _segments.Add(open);
        }

        BytesTouched += open.TakeEnd(size, out MemoryBlock block);
        return block;
    }

    public void Return(MemoryBlock block) => _segments.Find(segment => segment.Holds(block))!.Return(block);

    /// <summary>Frees every segment that has no blocks in use.</summary>
    public void FreeEmptySegments()
    {
        foreach (Segment segment in _segments.Where(segment => segment.End == 0))
        {
            allocator.Free(segment.Start, segment.Bytes);
            BytesTouched -= segment.Touched;
        }

        _segments.RemoveAll(segment => segment.End == 0);
    }

    private sealed class Segment(byte* start, nuint bytes)
    {
        public byte* Start => start;

        public nuint Bytes => bytes;

        /// <summary>Offset behind the last block in use.</summary>
        public nuint End { get; private set; }

        /// <summary>The furthest that <see cref="End"/> ever was.</summary>
        public long Touched { get; private set; }

        /// <summary>Gaps before <see cref="End"/>, by offset; no two touch.</summary>
        public List<(nuint Offset, nuint Length)> Holes { get; } = [];

        public bool Holds(MemoryBlock block) => block.Pointer >= start && block.Pointer < start + bytes;

        public MemoryBlock TakeHole(int index, nuint size)
        {
            (nuint offset, nuint length) = Holes[index];
            if (length == size) Holes.RemoveAt(index);
            else Holes[index] = (offset + size, length - size);
            return new MemoryBlock(start + offset, size);
        }

        /// <returns>Bytes touched for the first time.</returns>
        public long TakeEnd(nuint size, out MemoryBlock block)
        {
            block = new MemoryBlock(start + End, size);
            End += size;
            long more = Math.Max(0, (long)End - Touched);
            Touched += more;
            return more;
        }

        public void Return(MemoryBlock block)
        {
            nuint offset = (nuint)(block.Pointer - start), length = block.Size;
            int next = Holes.FindIndex(hole => hole.Offset > offset);
            if (next < 0) next = Holes.Count;
            if (next < Holes.Count && offset + length == Holes[next].Offset)
            {
                length += Holes[next].Length;
                Holes.RemoveAt(next);
            }

            if (next > 0 && Holes[next - 1].Offset + Holes[next - 1].Length == offset)
            {
                (offset, length) = (Holes[next - 1].Offset, Holes[next - 1].Length + length);
                Holes.RemoveAt(--next);
            }

            if (offset + length == End) End = offset;
            else Holes.Insert(next, (offset, length));
        }
    }
}
