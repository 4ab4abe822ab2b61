using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Products;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Attention;

/// <summary>
/// scale · (q kᵀ) v in floats, head by head, and its gradients. Packed spikes are read as 0 and 1, a head at a time into a
/// thread's scratch.
/// </summary>
internal readonly unsafe struct LinearAttention : ILaneKernel
{
    private const int Group = 16;

    public required Workers Workers { get; init; }

    public required MemoryPool Memory { get; init; }

    public required HeadLayout Layout { get; init; }

    public required float Scale { get; init; }

    /// <summary>Whether kᵀ v comes first.</summary>
    public required bool ValuesFirst { get; init; }

    public required Tensor Q { get; init; }

    public required Tensor K { get; init; }

    public required Tensor V { get; init; }

    /// <summary>Written forward; null backward.</summary>
    public Tensor? Y { get; init; }

    /// <summary>The gradient of the output, and those that are wanted of the inputs.</summary>
    public Tensor? OutputGradient { get; init; }

    public Tensor? QGradient { get; init; }

    public Tensor? KGradient { get; init; }

    public Tensor? VGradient { get; init; }

    private int Stride => Layout.Depth.RoundUp(Group);

    /// <summary>Rows and columns of what comes first.</summary>
    private int Middle => ValuesFirst ? Layout.Depth : Layout.Tokens;

    public void Run() => LaneDispatch.Run(Workers.Lanes, this, 0, 0);

    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        LinearAttention job = this;
        int most = Math.Max(Layout.Tokens, Layout.Depth);
        long wide = (long)Layout.Tokens * Stride, middle = ((long)Middle * Middle).RoundUpToLine();
        long bytes = (((3 * wide) + (2 * middle) + SmallProduct.ScratchFloats(most, most, TLanes.Count)) * sizeof(float)).RoundUpToLine();
        MemoryBlock scratch = Memory.Rent(bytes * Workers.Count);
        Workers.For(Layout.Count, (head, slot) =>
        {
            float* memory = (float*)(scratch.Pointer + (slot * bytes)), first = memory + (3 * wide), second = first + middle;
            MatrixView q = job.Head<TLanes>(job.Q, head, memory), k = job.Head<TLanes>(job.K, head, memory + wide);
            MatrixView v = job.Head<TLanes>(job.V, head, memory + (2 * wide));
            MatrixView product = new(first, job.Middle), gradient = new(second, job.Middle);
            if (job.Y is not null) job.Forward<TLanes>(head, q, k, v, product, second + middle);
            else if (job.ValuesFirst) job.BackwardByValues<TLanes>(head, q, k, v, product, gradient, second + middle);
            else job.BackwardByScores<TLanes>(head, q, k, v, product, gradient, second + middle);
        });
        Memory.Return(scratch);
    }

    /// <summary>A head of an operand, in scratch if it is packed.</summary>
    private MatrixView Head<TLanes>(Tensor tokens, int head, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        if (tokens.Kind == StorageKind.Float32) return Layout.Of(tokens.Floats, head);
        new HeadBits(Layout, tokens.SpikeBytes, head).Widen<TLanes>(scratch, Stride);
        return new MatrixView(scratch, Stride);
    }

    private void Forward<TLanes>(int head, MatrixView q, MatrixView k, MatrixView v, MatrixView product, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        (int tokens, int depth) = (Layout.Tokens, Layout.Depth);
        MatrixView y = Layout.Of(Y!.Floats, head);
        if (ValuesFirst)
        {
            SmallProduct.Run<TLanes>(depth, tokens, depth, k.Transposed(), v, 1, product, scratch);
            SmallProduct.Run<TLanes>(tokens, depth, depth, q, product, Scale, y, scratch);
        }
        else
        {
            SmallProduct.Run<TLanes>(tokens, depth, tokens, q, k.Transposed(), 1, product, scratch);
            SmallProduct.Run<TLanes>(tokens, tokens, depth, product, v, Scale, y, scratch);
        }
    }

    /// <summary>With M = kᵀ v: dq = scale · dy Mᵀ; dM = scale · qᵀ dy; dk = v dMᵀ, dv = k dM.</summary>
    private void BackwardByValues<TLanes>(int head, MatrixView q, MatrixView k, MatrixView v, MatrixView product, MatrixView gradient, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        (int tokens, int depth) = (Layout.Tokens, Layout.Depth);
        MatrixView dy = Layout.Of(OutputGradient!.Floats, head);
        if (QGradient is not null)
        {
            SmallProduct.Run<TLanes>(depth, tokens, depth, k.Transposed(), v, 1, product, scratch);
            SmallProduct.Run<TLanes>(tokens, depth, depth, dy, product.Transposed(), Scale, Layout.Of(QGradient.Floats, head), scratch);
        }

        if (KGradient is null && VGradient is null) return;
        SmallProduct.Run<TLanes>(depth, tokens, depth, q.Transposed(), dy, Scale, gradient, scratch);
        if (KGradient is not null) SmallProduct.Run<TLanes>(tokens, depth, depth, v, gradient.Transposed(), 1, Layout.Of(KGradient.Floats, head), scratch);
        if (VGradient is not null) SmallProduct.Run<TLanes>(tokens, depth, depth, k, gradient, 1, Layout.Of(VGradient.Floats, head), scratch);
    }

    /// <summary>With A = q kᵀ: dv = scale · Aᵀ dy; dA = scale · dy vᵀ; dq = dA k, dk = dAᵀ q.</summary>
    private void BackwardByScores<TLanes>(int head, MatrixView q, MatrixView k, MatrixView v, MatrixView product, MatrixView gradient, float* scratch)
        where TLanes : struct, ILanes<TLanes>
    {
        (int tokens, int depth) = (Layout.Tokens, Layout.Depth);
        MatrixView dy = Layout.Of(OutputGradient!.Floats, head);
        if (VGradient is not null)
        {
            SmallProduct.Run<TLanes>(tokens, depth, tokens, q, k.Transposed(), 1, product, scratch);
            SmallProduct.Run<TLanes>(tokens, tokens, depth, product.Transposed(), dy, Scale, Layout.Of(VGradient.Floats, head), scratch);
        }

        if (QGradient is null && KGradient is null) return;
        SmallProduct.Run<TLanes>(tokens, depth, tokens, dy, v.Transposed(), Scale, gradient, scratch);
        if (QGradient is not null) SmallProduct.Run<TLanes>(tokens, tokens, depth, gradient, k, 1, Layout.Of(QGradient.Floats, head), scratch);
        if (KGradient is not null) SmallProduct.Run<TLanes>(tokens, tokens, depth, gradient.Transposed(), q, 1, Layout.Of(KGradient.Floats, head), scratch);
    }
}
