namespace SpikeDistill.Tensors.Kernels.Elementwise;

/// <summary>A tensor as blocks along one axis: for each index of the axes before it, the elements of the axis and those behind it lie side by side.</summary>
/// <param name="Outer">Blocks: the product of the axes before.</param>
/// <param name="Step">Bytes of one index of the axis.</param>
internal readonly record struct AxisBlocks(long Outer, long Step)
{
    /// <summary>The blocks of a shape that is not empty; spikes along any axis but the last.</summary>
    public static AxisBlocks Of(Shape shape, StorageKind kind, int axis)
    {
        int[] lengths = shape.ToArray();
        Shape behind = new(lengths.AsSpan(axis + 1));
        return new AxisBlocks(new Shape(lengths.AsSpan(0, axis)).Count, TensorScope.Bytes(behind, kind));
    }
}
