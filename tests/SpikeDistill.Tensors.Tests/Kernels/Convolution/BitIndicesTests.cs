using SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

namespace SpikeDistill.Tensors.Tests.Kernels.Convolution;

[Trait("Category", "Kernel")]
public sealed unsafe class BitIndicesTests
{
    [Fact]
    public void Lists_the_set_bits()
    {
        Random random = new(1);
        const int First = 80;
        byte* indices = stackalloc byte[64], to = stackalloc byte[64];
        for (int i = 0; i < 64; i++) indices[i] = (byte)(First + i);
        for (int round = 0; round < 1000; round++)
        {
            ulong bits = round < 64 ? 1UL << round : round == 64 ? 0 : round == 65 ? ulong.MaxValue : (ulong)random.NextInt64() & (ulong)random.NextInt64();
            byte[] expected = [.. Enumerable.Range(0, 64).Where(i => ((bits >> i) & 1) != 0).Select(i => (byte)(First + i))];
            BitIndices.Write(bits, indices, First, to);
            Assert.Equal(expected, new Span<byte>(to, expected.Length).ToArray());
        }
    }
}
