namespace SpikeDistill.Fuzz;

/// <summary>A reader under attack: its valid inputs, and what it may do with a damaged one.</summary>
internal abstract class FuzzTarget : IDisposable
{
    public abstract string Name { get; }

    /// <summary>Valid inputs that mutations start from.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Pieces of the format that mutations insert.</summary>
    public virtual IReadOnlyList<byte[]> Tokens => [];

    /// <summary>Native memory the last input took at its peak, bytes.</summary>
    public virtual long NativeBytes => 0;

    /// <summary>Reads an input with everything in it.</summary>
    /// <param name="input">The content.</param>
    /// <param name="seed">The number of the seed it was made from.</param>
    public abstract void Read(byte[] input, int seed);

    /// <summary>Whether the reader documents this exception for damaged input.</summary>
    public abstract bool IsDocumented(Exception failure);

    /// <summary>The most bytes that an input of this length justifies to allocate.</summary>
    public abstract long AllowedBytes(int length);

    /// <summary>The most bytes that an input justifies to allocate, by its length and by what it asks for.</summary>
    public virtual long AllowedBytes(byte[] input) => AllowedBytes(input.Length);

    /// <summary>Makes lengths and checksums of a mutated input right again, so that mutations reach what lies behind them.</summary>
    public virtual byte[] Repair(byte[] mutated, int seed, Random random) => mutated;

    public abstract void Dispose();

    /// <summary>A folder of a target's own, in memory where the system has such a place.</summary>
    protected static string MakeFolder()
    {
        const string Memory = "/dev/shm";
        return Directory.CreateDirectory(
            Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), "spikedistill-fuzz-" + Path.GetRandomFileName())).FullName;
    }
}
