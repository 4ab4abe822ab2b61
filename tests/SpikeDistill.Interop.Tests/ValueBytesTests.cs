namespace SpikeDistill.Interop.Tests;

public sealed class ValueBytesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131_071)]
    [InlineData(131_072)]
    [InlineData(131_073)]
    [InlineData(1 << 28)]
    public void The_pieces_are_all_bytes_in_order(int count)
    {
        double[] values = new double[count];
        for (int i = 0; i < count; i += 131_072)
        {
            values[i] = i + 0.5;
        }

        long at = 0;
        ValueBytes.InPieces<double>(values, piece =>
        {
            Assert.Equal(values[at / sizeof(double)], BitConverter.ToDouble(piece));
            at += piece.Length;
        });
        Assert.Equal((long)count * sizeof(double), at);
    }
}
