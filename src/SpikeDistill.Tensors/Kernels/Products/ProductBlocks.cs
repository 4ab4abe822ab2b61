namespace SpikeDistill.Tensors.Kernels.Products;

/// <summary>How the left operand of <see cref="Product12x2{TLanes}"/> lies.</summary>
internal static class ProductBlocks
{
    /// <summary>Rows of a block.</summary>
    public const int Rows = 12;

    /// <summary>Elements of a row that lie side by side.</summary>
    public const int Depth = 16;
}
