namespace SpikeDistill.Data;

/// <summary>How a data set is cut into batches.</summary>
public sealed record BatchOptions
{
    /// <summary>The images of one batch.</summary>
    public int Size { get; init; } = 128;

    /// <summary>Whether each epoch has an order of its own, from the seed and the epoch; otherwise the set's own order.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Whether a last batch that is not full is left out.</summary>
    public bool DropLast { get; init; }

    /// <summary>The seed of the order and of every view.</summary>
    public long Seed { get; init; }

    /// <summary>How many batches are prepared beyond the one in use; it changes no batch.</summary>
    public int Ahead { get; init; } = 3;

    /// <summary>How the images of a batch are mixed with each other; null for not at all.</summary>
    public Mixing? Mixing { get; init; }

    /// <summary>Which images of each batch are prepared; null for all.</summary>
    public BatchShare? Share { get; init; }

    /// <summary>Shuffled batches, all of them full unless the last may not be.</summary>
    public static BatchOptions Training(int size, long seed, bool dropLast = true, Mixing? mixing = null)
        => new() { Size = size, Seed = seed, Shuffle = true, DropLast = dropLast, Mixing = mixing };

    /// <summary>Every image once, in order.</summary>
    public static BatchOptions Evaluation(int size) => new() { Size = size };
}
