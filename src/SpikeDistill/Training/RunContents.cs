using SpikeDistill.Networks;
using SpikeDistill.Optimization;

namespace SpikeDistill.Training;

/// <summary>What a run consists of while it trains. With where it stands it is all there is: every random draw follows from seed, epoch and sample.</summary>
/// <param name="Student">The network that is trained.</param>
/// <param name="Learned">What terms of the objective learn beside it.</param>
/// <param name="Optimizer">The optimizer with what it remembers.</param>
public sealed record RunContents(Network Student, IReadOnlyList<Parameter> Learned, IOptimizer Optimizer)
{
    /// <summary>Does something with the student as it is evaluated: with the moving average of its weights, where there is one.</summary>
    public void AsEvaluated(Action what)
    {
        ArgumentNullException.ThrowIfNull(what);
        WeightAverage? average = Optimizer as WeightAverage;
        average?.Exchange();
        try
        {
            what();
        }
        finally
        {
            average?.Exchange();
        }
    }
}
