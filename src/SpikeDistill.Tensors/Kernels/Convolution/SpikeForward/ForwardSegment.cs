namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>A part of the sum of every output: some rows of weights and the pieces of scratch that hold their bits.</summary>
internal sealed class ForwardSegment
{
    public ForwardSegment(int firstRow, int rows, List<(int Offset, int Bits)> pieces)
    {
        FirstRow = firstRow;
        Rows = rows;
        Pieces = new ForwardPiece[pieces.Count];
        Indices = new byte[pieces.Count * ForwardPiece.MostBits];
        int row = 0;
        for (int i = 0; i < pieces.Count; i++)
        {
            (int offset, int bits) = pieces[i];
            Pieces[i] = new ForwardPiece(offset, row, bits == ForwardPiece.MostBits ? ulong.MaxValue : (1UL << bits) - 1);
            for (int bit = 0; bit < bits; bit++) Indices[(i * ForwardPiece.MostBits) + bit] = (byte)(row + bit);
            row += bits;
        }
    }

    public int FirstRow { get; }

    public int Rows { get; }

    public ForwardPiece[] Pieces { get; }

    /// <summary>For each piece the rows its bits stand for, counted from the segment's first.</summary>
    public byte[] Indices { get; }
}

/// <summary>
/// Neighbouring taps of one kernel row and block: where their bits begin in scratch, counted from the output's place, the
/// row of the first bit, and which of 64 bits there count.
/// </summary>
internal readonly record struct ForwardPiece(int Offset, int Row, ulong Mask)
{
    public const int MostTaps = 4;

    public const int MostBits = 64;
}
