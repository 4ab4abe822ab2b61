using System.Numerics;
using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>
/// For each segment and pixel of a chunk the list of set bits, as rows of weights in canonical order, and the pixels sorted
/// by the length of their lists: neighbours then go through the weights side by side, with branches that can be foreseen.
/// Of counts their values lie in the same order.
/// </summary>
internal readonly unsafe ref struct ForwardLists
{
    /// <summary>Entries of the order from a pixel to the one whose output is asked for meanwhile.</summary>
    public const int Ahead = 16;

    // Order is read a pair further, lists up to fifteen indices; a piece is written as 64 bytes.
    private const int OrderSlack = Ahead + 2;
    private const int ListSlack = ForwardPiece.MostBits + 8;

    private readonly ForwardPlan _plan;
    private readonly byte* _lists;
    private readonly ForwardList* _order;
    private readonly ForwardList* _unsorted;
    private readonly int* _lengths;

    /// <summary>As long as the lists; null without values.</summary>
    private readonly byte* _values;

    public ForwardLists(ForwardPlan plan, byte* memory, bool hasValues)
    {
        _plan = plan;
        _order = (ForwardList*)memory;
        _unsorted = _order + (plan.Segments.Length * OrderStride(plan));
        _lengths = (int*)(_unsorted + plan.ChunkPixels);
        _lists = (byte*)(_lengths + ForwardPlan.MostSegmentRows + 1);
        _values = hasValues ? _lists + ListBytes(plan) : null;
    }

    public byte* Indices => _lists;

    public byte* Values => _values;

    public static long Bytes(ForwardPlan plan, bool hasValues) =>
        (((plan.Segments.Length * (long)OrderStride(plan)) + plan.ChunkPixels) * sizeof(ForwardList))
        + ((ForwardPlan.MostSegmentRows + 1) * sizeof(int)) + (ListBytes(plan) * (hasValues ? 2 : 1));

    public ForwardList* Order(int segment) => _order + ((long)segment * OrderStride(_plan));

    /// <summary>Makes the lists of all segments from the bits in scratch, and from the values beside them.</summary>
    public void Build(ushort* scratch, byte* values, int images, int rows)
    {
        int at = 0, columns = _plan.Shape.OutputWidth, step = _plan.Shape.StrideWidth;
        for (int s = 0; s < _plan.Segments.Length; s++)
        {
            new Span<int>(_lengths, ForwardPlan.MostSegmentRows + 1).Clear();
            ForwardSegment segment = _plan.Segments[s];
            ForwardList* list = _unsorted;
            fixed (ForwardPiece* pieces = segment.Pieces)
            fixed (byte* indices = segment.Indices)
            {
                for (int image = 0; image < images; image++)
                {
                    for (int row = 0; row < rows; row++, list += columns)
                    {
                        int first = (image * _plan.ImageStride) + (row * _plan.Shape.StrideHeight * _plan.Pitch);
                        int start = at, pixel = (int)(list - _unsorted);
                        at = BuildRow(scratch + first, columns, step, pieces, segment.Pieces.Length, indices, pixel, at, list);
                        if (_values is null) continue;
                        ListValues(scratch + first, values + (first * HaloLayout.BlockChannels), pieces, segment.Pieces.Length, _values + start);
                    }
                }
            }

            Sort((int)(list - _unsorted), segment.Rows, Order(s));
        }
    }

    /// <summary>The same from the bits where they lie, a row of whole words a pixel.</summary>
    public void Build(byte* spikes, in ForwardPlace place)
    {
        int at = 0, step = SpikeLayout.RowBytes(_plan.Shape.Channels) / sizeof(ushort);
        for (int s = 0; s < _plan.Segments.Length; s++)
        {
            new Span<int>(_lengths, ForwardPlan.MostSegmentRows + 1).Clear();
            ForwardSegment segment = _plan.Segments[s];
            fixed (ForwardPiece* pieces = segment.Pieces)
            fixed (byte* indices = segment.Indices)
            {
                for (int pixel = 0; pixel < place.AllImages; pixel += place.Images)
                {
                    ushort* from = (ushort*)spikes + ((long)place.ImageAt(pixel) * step);
                    at = BuildRow(from, place.Images, step, pieces, segment.Pieces.Length, indices, pixel, at, _unsorted + pixel);
                }
            }

            Sort(place.AllImages, segment.Rows, Order(s));
        }
    }

    private static int OrderStride(ForwardPlan plan) => plan.ChunkPixels + OrderSlack;

    private static long ListBytes(ForwardPlan plan) => ((long)plan.WeightRows * plan.ChunkPixels) + ListSlack;

    /// <summary>The values of a row's entries, in the order of its lists.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ListValues(ushort* bits, byte* values, ForwardPiece* pieces, int count, byte* to)
    {
        int columns = _plan.Shape.OutputWidth, step = _plan.Shape.StrideWidth;
        for (int column = 0; column < columns; column++, bits += step, values += step * HaloLayout.BlockChannels)
        {
            for (int i = 0; i < count; i++)
            {
                ulong entries = *(ulong*)(bits + pieces[i].Offset) & pieces[i].Mask;
                ListedBytes.Write(entries, values + ((nint)pieces[i].Offset * HaloLayout.BlockChannels), to);
                to += BitOperations.PopCount(entries);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int BuildRow(
        ushort* from, int columns, int step, ForwardPiece* pieces, int count, byte* indices, int pixel, int at, ForwardList* list)
    {
        int* lengths = _lengths;
        byte* to = _lists + at;
        for (int column = 0; column < columns; column++, from += step, list++)
        {
            byte* start = to;
            for (int i = 0; i < count; i++)
            {
                ulong bits = *(ulong*)(from + pieces[i].Offset) & pieces[i].Mask;
                BitIndices.Write(bits, indices + (i * ForwardPiece.MostBits), pieces[i].Row, to);
                to += BitOperations.PopCount(bits);
            }

            int length = (int)(to - start);
            lengths[length]++;
            *list = new ForwardList(at, (ushort)(pixel + column), (ushort)length);
            at += length;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sort(int count, int longest, ForwardList* order)
    {
        int before = 0;
        for (int length = 0; length <= longest; length++)
        {
            int here = _lengths[length];
            _lengths[length] = before;
            before += here;
        }

        for (int i = 0; i < count; i++) order[_lengths[_unsorted[i].Length]++] = _unsorted[i];
        for (int i = 0; i < OrderSlack; i++) order[count + i] = order[count - 1];
    }
}

/// <summary>Where the list of a pixel begins, the pixel in its chunk, and how many set bits there are.</summary>
internal readonly record struct ForwardList(int Start, ushort Pixel, ushort Length);
