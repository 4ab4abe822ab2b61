namespace SpikeDistill.Inference.Execution;

/// <summary>How output channels are cut into blocks: of 64, the bits of a word, or one of 16 or 32 where there are no more.</summary>
/// <param name="Channels">Channels.</param>
internal readonly record struct Blocks(int Channels)
{
    /// <summary>Channels of a block.</summary>
    public int Width => Channels switch
    {
        <= 16 => 16,
        <= 32 => 32,
        _ => 64,
    };

    /// <summary>Blocks.</summary>
    public int Count => (Channels + Width - 1) / Width;

    /// <summary>Channels of all blocks, those that nothing uses too.</summary>
    public int Padded => Count * Width;

    /// <summary>Values of channels, zeros behind the last.</summary>
    public Kernels.AlignedBuffer<float> Padding(float[] values)
    {
        Kernels.AlignedBuffer<float> padded = new(Padded);
        values.CopyTo(padded.Span);
        return padded;
    }
}
