using System.Numerics;
using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Products;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>
/// scale · (q kᵀ) v of packed spikes, sample by sample. Every sum is a whole number that a float holds (below 2²⁴), so both
/// orders give the same bits, at every SIMD level.
/// </summary>
internal readonly unsafe struct SpikeProducts : ILaneKernel
{
    private const int Group = 16;

    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required HeadLayout Layout { get; init; }

    public required float Scale { get; init; }

    /// <summary>Whether kᵀ v comes first.</summary>
    public required bool ValuesFirst { get; init; }

    public required byte* Q { get; init; }

    public required byte* K { get; init; }

    public required byte* V { get; init; }

    public required float* Y { get; init; }

    private int DepthStride => Layout.Depth.RoundUp(Group);

    private int TokenStride => Layout.Tokens.RoundUp(Group);

    public void Run() => LaneDispatch.Run(Workers.Lanes, this, 0, 0);

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        SpikeProducts job = this;
        long bytes = ValuesFirst ? ValuesBytes() : ScoresBytes(TLanes.Count);
        MemoryBlock scratch = Memory.Rent(bytes * Workers.Count);
        Workers.For(ValuesFirst ? Layout.Samples : Layout.Count, (task, slot) =>
        {
            byte* memory = scratch.Pointer + (slot * bytes);
            if (job.ValuesFirst) job.SampleByValues<TLanes>(task, memory);
            else job.HeadByScores<TLanes>(task, memory);
        });
        Memory.Return(scratch);
    }

    private long ValuesBytes()
        => ((2L * sizeof(ulong) * TokenWords.Count(Layout.Tokens, Layout.Channels)) + ((long)Layout.Depth * DepthStride * sizeof(float))).RoundUpToLine();

    /// <summary>kᵀ v of every head by counting over tokens, then for each query the rows of it whose channels fire.</summary>
    private void SampleByValues<TLanes>(int sample, byte* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        (int tokens, int channels, int depth) = (Layout.Tokens, Layout.Channels, Layout.Depth);
        ulong* keys = (ulong*)scratch, values = keys + TokenWords.Count(tokens, channels);
        float* sums = (float*)(values + TokenWords.Count(tokens, channels));
        long firstByte = (long)sample * tokens * SpikeLayout.RowBytes(channels);
        TokenWords.Fill(K + firstByte, tokens, channels, keys);
        TokenWords.Fill(V + firstByte, tokens, channels, values);
        int word = TokenWords.Stride(channels), words = tokens.Chunks(TokenWords.Tokens);
        for (int part = 0; part < Layout.Heads; part++)
        {
            int head = (sample * Layout.Heads) + part, first = part * depth;
            AndCounts.Run<TLanes>(keys + first, 1, word, values + first, word, words, depth, depth, sums, DepthStride);
            HeadBits queries = new(Layout, Q, head);
            MatrixView target = Layout.Of(Y, head);
            for (int token = 0; token < tokens; token++) AddRows<TLanes>(queries, token, sums, target.At(token, 0));
        }
    }

    private void AddRows<TLanes>(HeadBits queries, int token, float* rows, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        int depth = Layout.Depth, stride = DepthStride, c = 0;
        for (; c <= depth - (2 * TLanes.Count); c += 2 * TLanes.Count)
        {
            TLanes a = TLanes.Create(0), b = a;
            for (int word = 0; word < queries.Words; word++)
            {
                float* from = rows + ((long)word * 64 * stride) + c;
                for (ulong bits = queries.Word(token, word); bits != 0; bits &= bits - 1)
                {
                    float* row = from + ((long)BitOperations.TrailingZeroCount(bits) * stride);
                    a += TLanes.Load(row);
                    b += TLanes.Load(row + TLanes.Count);
                }
            }

            (a * TLanes.Create(Scale)).Store(to + c);
            (b * TLanes.Create(Scale)).Store(to + c + TLanes.Count);
        }

        for (; c <= depth - TLanes.Count; c += TLanes.Count) One<TLanes>(queries, token, rows + c, to + c);
        for (; c < depth; c++) One<Lanes1>(queries, token, rows + c, to + c);
    }

    private void One<TLanes>(HeadBits queries, int token, float* rows, float* to)
        where TLanes : struct, ILanes<TLanes>
    {
        TLanes sum = TLanes.Create(0);
        for (int word = 0; word < queries.Words; word++)
        {
            float* from = rows + ((long)word * 64 * DepthStride);
            for (ulong bits = queries.Word(token, word); bits != 0; bits &= bits - 1)
            {
                sum += TLanes.Load(from + ((long)BitOperations.TrailingZeroCount(bits) * DepthStride));
            }
        }

        (sum * TLanes.Create(Scale)).Store(to);
    }

    private long ScoresBytes(int lanes)
    {
        long words = Layout.Depth.Chunks(64), floats = (long)Layout.Tokens * (TokenStride + DepthStride);
        floats += SmallProduct.ScratchFloats(Layout.Tokens, Layout.Tokens, lanes);
        return ((words * 2 * TokenStride * sizeof(ulong)) + (floats * sizeof(float))).RoundUpToLine();
    }

    /// <summary>q kᵀ of a head by counting over channels, then its product with the values as 0 and 1.</summary>
    private void HeadByScores<TLanes>(int head, byte* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        (int tokens, int depth) = (Layout.Tokens, Layout.Depth);
        HeadBits queries = new(Layout, Q, head), keys = new(Layout, K, head), values = new(Layout, V, head);
        ulong* left = (ulong*)scratch, right = left + ((long)queries.Words * TokenStride);
        float* scores = (float*)(right + ((long)queries.Words * TokenStride)), wide = scores + ((long)tokens * TokenStride);
        queries.CopyTo(left, TokenStride);
        keys.CopyTo(right, TokenStride);
        AndCounts.Run<TLanes>(left, 1, TokenStride, right, TokenStride, queries.Words, tokens, tokens, scores, TokenStride);
        values.Widen<TLanes>(wide, DepthStride);
        MatrixView weights = new(scores, TokenStride), spikes = new(wide, DepthStride);
        SmallProduct.Run<TLanes>(tokens, tokens, depth, weights, spikes, Scale, Layout.Of(Y, head), wide + ((long)tokens * DepthStride));
    }
}
