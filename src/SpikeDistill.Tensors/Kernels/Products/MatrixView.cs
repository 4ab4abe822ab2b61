namespace SpikeDistill.Tensors.Kernels.Products;

/// <summary>A matrix somewhere in memory: the element of a row and column lies at First[row · RowStep + column · ColumnStep].</summary>
internal readonly unsafe struct MatrixView(float* first, nint rowStep, nint columnStep = 1)
{
    public float* First => first;

    public nint RowStep => rowStep;

    public nint ColumnStep => columnStep;

    /// <summary>Rows as columns.</summary>
    public MatrixView Transposed() => new(first, columnStep, rowStep);

    /// <summary>The same from another row and column on.</summary>
    public MatrixView From(long row, long column) => new(At(row, column), rowStep, columnStep);

    public float* At(long row, long column) => first + (row * rowStep) + (column * columnStep);
}
