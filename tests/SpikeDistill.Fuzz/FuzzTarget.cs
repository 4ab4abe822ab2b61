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

    /// <summary>Runs a reader that may ask for more memory than it writes to: what it touches is held to a limit of its own.</summary>
    protected void Touching(Action read)
    {
        const long Most = 256L << 20;
        long before = Environment.WorkingSet, allocated = GC.GetAllocatedBytesForCurrentThread();
        Exception? refused = null;
        try
        {
            read();
        }
        catch (Exception failure) when (IsDocumented(failure))
        {
            refused = failure;
        }

        long touched = Environment.WorkingSet - before;
        if (GC.GetAllocatedBytesForCurrentThread() - allocated > Most)
        {
            // What was asked for goes back to the system, or it would be cleared, and so written to, when the next input asks for as much.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        if (touched > Most) throw new InvalidOperationException("More memory was touched than the input justifies.");
        if (refused is not null) throw refused;
    }

    /// <summary>A folder of a target's own, in memory where the system has such a place.</summary>
    protected static string MakeFolder()
    {
        const string Memory = "/dev/shm";
        return Directory.CreateDirectory(
            Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), "spikedistill-fuzz-" + Path.GetRandomFileName())).FullName;
    }
}
