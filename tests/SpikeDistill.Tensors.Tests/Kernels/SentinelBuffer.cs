using System.Runtime.InteropServices;

namespace SpikeDistill.Tensors.Tests.Kernels;

/// <summary>
/// A buffer that begins filled with NaN between two rows of NaN: a kernel that reads before it is written or outside it shows NaN, and a
/// write outside is found by <see cref="Check"/>.
/// </summary>
internal sealed unsafe class SentinelBuffer : IDisposable
{
    private const int Border = 64;
    private const uint Sentinel = 0x7FC0_5E17;
    private readonly uint* _memory;

    public SentinelBuffer(long length)
    {
        Length = checked((int)length);
        _memory = (uint*)NativeMemory.AlignedAlloc((nuint)(Length + (2 * Border)) * sizeof(float), 64);
        new Span<uint>(_memory, Length + (2 * Border)).Fill(Sentinel);
    }

    public SentinelBuffer(float[] values)
        : this(values.Length) => values.CopyTo(Values);

    public int Length { get; }

    public float* Pointer => (float*)(_memory + Border);

    public Span<float> Values => new(Pointer, Length);

    /// <summary>Fails when anything around the buffer was written.</summary>
    public float[] Check(string what)
    {
        for (int i = 0; i < Border; i++)
        {
            Assert.True(_memory[i] == Sentinel, $"{what}: wrote {Border - i} floats before the buffer.");
            Assert.True(_memory[Border + Length + i] == Sentinel, $"{what}: wrote {i + 1} floats past the end.");
        }

        return Values.ToArray();
    }

    public void Dispose() => NativeMemory.AlignedFree(_memory);
}
