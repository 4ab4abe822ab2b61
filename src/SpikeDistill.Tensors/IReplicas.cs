namespace SpikeDistill.Tensors;

/// <summary>Engines that each hold some samples of one batch, seen from one of them; they may be in other processes and on other machines.</summary>
/// <remarks>All of them call the same things in the same order: a call returns once all have made it.</remarks>
public interface IReplicas
{
    /// <summary>Which of them this is, from 0: its samples lie behind those of lower ranks.</summary>
    int Rank { get; }

    /// <summary>How many they are.</summary>
    int Count { get; }

    /// <summary>Gives everybody the values of all.</summary>
    /// <param name="own">This one's; all give as many.</param>
    /// <param name="all">Those of all in the order of ranks, <see cref="Count"/> times as many.</param>
    void Gather(ReadOnlySpan<double> own, Span<double> all);
}
