namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>
/// Rows or columns of a convolution seen from its input. Input i, padded, is a·stride + phase; tap phase + stride·j carries
/// it to output a − j. So the inputs of one phase all see the same taps, each as a shift of the output.
/// </summary>
internal readonly record struct PanelAxis(int Inputs, int Outputs, int Kernel, int Stride, int Padding)
{
    /// <summary>The largest shift.</summary>
    public int Reach => (Kernel - 1) / Stride;

    /// <summary>Output positions that the whole axis touches, and how many of them are padding at both ends alike.</summary>
    public int Span => SpanOf(0, Inputs);

    public int Shared => Math.Max(0, Math.Min(-First(0), Base(Inputs - 1) - (Outputs - 1)));

    public int Phase(int input) => (input + Padding) % Stride;

    public int Base(int input) => (input + Padding) / Stride;

    /// <summary>The first output position that inputs from one on touch; it may lie outside.</summary>
    public int First(int input) => Base(input) - Reach;

    public int SpanOf(int first, int count) => Base(first + count - 1) - First(first) + 1;

    /// <summary>Taps that a phase sees.</summary>
    public int Taps(int phase) => phase < Kernel ? ((Kernel - 1 - phase) / Stride) + 1 : 0;
}
