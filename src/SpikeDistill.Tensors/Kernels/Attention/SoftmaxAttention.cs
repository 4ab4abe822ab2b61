using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Products;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>softmax(scale · q kᵀ) v, head by head, and its gradients; a thread takes a head, whose scores stay in its cache.</summary>
internal readonly unsafe struct SoftmaxAttention : ILaneKernel
{
    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required HeadLayout Layout { get; init; }

    public required float Scale { get; init; }

    public required float* Q { get; init; }

    public required float* K { get; init; }

    public required float* V { get; init; }

    /// <summary>[head of all samples, token, token]: written forward, read backward.</summary>
    public required float* Weights { get; init; }

    /// <summary>Written forward; null backward.</summary>
    public float* Y { get; init; }

    /// <summary>The gradient of the output, and those that are wanted of the inputs, null for the others.</summary>
    public float* OutputGradient { get; init; }

    public float* QGradient { get; init; }

    public float* KGradient { get; init; }

    public float* VGradient { get; init; }

    public void Run() => LaneDispatch.Run(Workers.Lanes, this, 0, 0);

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        SoftmaxAttention job = this;
        long product = SmallProduct.ScratchFloats(Layout.Tokens, Math.Max(Layout.Tokens, Layout.Depth), TLanes.Count);
        long scores = Y is null ? (long)Layout.Tokens * Layout.Tokens : 0;
        long bytes = ((product + scores) * sizeof(float)).RoundUpToLine();
        MemoryBlock scratch = Memory.Rent(bytes * Workers.Count);
        Workers.For(Layout.Count, (head, slot) =>
        {
            float* memory = (float*)(scratch.Pointer + (slot * bytes));
            if (job.Y is not null) job.Forward<TLanes>(head, memory);
            else job.Backward<TLanes>(head, memory, memory + product);
        });
        Memory.Return(scratch);
    }

    private MatrixView Scores(float* from, int head) => new(from + ((long)head * Layout.Tokens * Layout.Tokens), Layout.Tokens);

    private void Forward<TLanes>(int head, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        (int tokens, int depth) = (Layout.Tokens, Layout.Depth);
        MatrixView weights = Scores(Weights, head);
        SmallProduct.Run<TLanes>(tokens, depth, tokens, Layout.Of(Q, head), Layout.Of(K, head).Transposed(), Scale, weights, scratch);
        for (int row = 0; row < tokens; row++) SoftmaxRow.Forward<TLanes>(weights.At(row, 0), tokens);
        Multiply<TLanes>(weights, Layout.Of(V, head), 1, Y, head, scratch);
    }

    private void Backward<TLanes>(int head, float* scratch, float* scores)
        where TLanes : struct, ILanes<TLanes>
    {
        (int tokens, int depth) = (Layout.Tokens, Layout.Depth);
        MatrixView weights = Scores(Weights, head), dy = Layout.Of(OutputGradient, head), ds = new(scores, tokens);
        if (VGradient is not null) Multiply<TLanes>(weights.Transposed(), dy, 1, VGradient, head, scratch);
        if (QGradient is null && KGradient is null) return;
        SmallProduct.Run<TLanes>(tokens, depth, tokens, dy, Layout.Of(V, head).Transposed(), 1, ds, scratch);
        for (int row = 0; row < tokens; row++) SoftmaxRow.Backward<TLanes>(weights.At(row, 0), ds.At(row, 0), tokens);
        if (QGradient is not null) Multiply<TLanes>(ds, Layout.Of(K, head), Scale, QGradient, head, scratch);
        if (KGradient is not null) Multiply<TLanes>(ds.Transposed(), Layout.Of(Q, head), Scale, KGradient, head, scratch);
    }

    /// <summary>A head of the target = factor · weights between tokens times tokens.</summary>
    private void Multiply<TLanes>(MatrixView weights, MatrixView values, float factor, float* target, int head, float* scratch)
        where TLanes : struct, ILanes<TLanes>
        => SmallProduct.Run<TLanes>(Layout.Tokens, Layout.Tokens, Layout.Depth, weights, values, factor, Layout.Of(target, head), scratch);
}
