using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Networks.Planning;

/// <summary>Steps between two places where all that goes on is one value: a layer, a residual block, half of a transformer's.</summary>
/// <param name="First">The number of its first step.</param>
/// <param name="End">The number of the first step behind it.</param>
internal sealed record PlanBlock(int First, int End)
{
    /// <summary>The nodes it reads of those that others give, <see cref="NetworkGraph.Image"/> among them.</summary>
    public required IReadOnlyList<int> Reads { get; init; }

    /// <summary>The nodes of it that others read.</summary>
    public required IReadOnlyList<int> Gives { get; init; }

    /// <summary>Whether, where a pass is to keep little, it is run again in the backward pass: it keeps more than what it reads and gives.</summary>
    public bool RunsAgain { get; init; }

    /// <summary>The blocks of a plan.</summary>
    /// <param name="steps">Its steps.</param>
    /// <param name="nodes">How many nodes there are.</param>
    /// <param name="last">For each node the last step that reads it, or -1.</param>
    public static IReadOnlyList<PlanBlock> Of(IReadOnlyList<PlanStep> steps, int nodes, int[] last)
    {
        int[] made = new int[nodes];
        List<PlanBlock> blocks = [];
        HashSet<int> on = [];
        for (int first = 0, i = 0; i < steps.Count; i++)
        {
            made[steps[i].Gives.Index] = i;
            on.RemoveWhere(node => last[node] == i);
            if (last[steps[i].Gives.Index] > i) on.Add(steps[i].Gives.Index);
            if (i == steps.Count - 1 || (on.Count == 1 && steps[made[on.Single()]] is not ConvolutionStep))
            {
                blocks.Add(Of([.. steps.Skip(first).Take(i + 1 - first)], first, made, last));
                first = i + 1;
            }
        }

        // What is run last comes first in the backward pass: to keep it costs nothing at the peak.
        int final = blocks.FindLastIndex(block => block.RunsAgain);
        return [.. blocks.Select((block, index) => index == final ? block with { RunsAgain = false } : block)];
    }

    private static PlanBlock Of(PlanStep[] own, int first, int[] made, int[] last)
    {
        int end = first + own.Length;

        // A stage's features are taken as soon as they are there, so a block that goes on behind them runs once.
        bool goesOn = own.SkipLast(1).Any(step => step.Gives.Node.Feature);
        return new PlanBlock(first, end)
        {
            Reads = [.. own.SelectMany(step => step.Reads).Where(node => node == NetworkGraph.Image || made[node] < first).Distinct()],
            Gives = [.. own.Select(step => step.Gives.Index).Where(node => last[node] >= end || node == last.Length - 1)],
            RunsAgain = !goesOn && (own.Length > 1 || own[0] is FusedStep),
        };
    }
}
