using SpikeDistill.Networks.Graphs;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Networks.Planning;

/// <summary>A normalized value, as a sum takes it.</summary>
/// <param name="Convolution">
/// The convolution or linear layer before the normalization, whose value nobody else reads; null where something else is normalized.
/// </param>
/// <param name="Normalization">The normalization.</param>
internal sealed record NormalizedValue(GraphNode? Convolution, GraphNode Normalization)
{
    /// <summary>The number of the value that is normalized.</summary>
    public int Source => Normalization.Sources[0];

    public ChannelNormalization Parameters(Pass pass)
        => ((NormalizationNode)Normalization.Node).Fused(
            pass.WeightsOf(Normalization), Convolution is null ? null : pass.StatisticsOf(Convolution), pass.Training);

    public void Move(Pass pass, BatchStatistics? statistics)
    {
        if (statistics is not null)
        {
            ((NormalizationNode)Normalization.Node).Move(pass.WeightsOf(Normalization), statistics);
        }
    }
}

/// <summary>
/// A normalization, with the convolution or linear layer before it, and all behind it up to an activation as one operation each way
/// (<see cref="NormalizeAndActivateOperation"/>).
/// </summary>
internal sealed class FusedStep : PlanStep
{
    public FusedStep(FusedPattern pattern)
    {
        Pattern = pattern;
        IEnumerable<GraphNode?> nodes =
        [
            pattern.Main.Convolution, pattern.Main.Normalization, pattern.Projection?.Normalization, pattern.Sum, pattern.Repeat, pattern.Activation,
        ];
        Nodes = [.. nodes.OfType<GraphNode>().OrderBy(node => node.Index)];
    }

    /// <summary>What is put together.</summary>
    public FusedPattern Pattern { get; }

    public override IReadOnlyList<GraphNode> Nodes { get; }

    public override IEnumerable<int> Reads
        => [.. Pattern.Main.Convolution?.Sources ?? [Pattern.Main.Source], .. Pattern.Shortcut is { } shortcut ? [shortcut] : (int[])[]];

    public override IEnumerable<GraphNode> Stored => Pattern.Main.Convolution is { } convolution ? [convolution, Pattern.Activation] : [Pattern.Activation];

    public override void Run(Pass pass)
    {
        (NormalizedValue main, NormalizedValue? projection) = (Pattern.Main, Pattern.Projection);
        PendingSum? pending = null;
        if (main.Convolution is { } convolution)
        {
            if (pass.Training || pass.Tape.Recording) ConvolutionStep.Convolve(pass, convolution);
            else pending = ((IWeightedNode)convolution.Node).WeighLater(pass.Call(convolution));
        }

        // What others may still read is held, so that no rectifier writes over it.
        Tensor? held = main.Convolution is null ? pass.Tape.Keep(pass[main.Source]) : null;
        ChannelNormalization parameters = main.Parameters(pass);
        NormalizedSum sum = (pending is null ? new NormalizedSum(pass[main.Source], parameters) : new NormalizedSum(pending, parameters)) with
        {
            Timesteps = pass.Dynamics.Timesteps,
            Still = Pattern.Repeat is not null && pass.Dynamics.Timesteps > 1,
            Shortcut = Pattern.Shortcut is { } shortcut ? pass[shortcut] : null,
            ShortcutNormalization = projection?.Parameters(pass),
        };
        NormalizedActivation result = ((ActivationNode)Pattern.Activation.Node).Fused(
            pass.Tape, sum, pass.WeightsOf(Pattern.Activation), pass.Dynamics, pass.Training);
        if (pending is not null)
        {
            pending.Release();
        }
        else if (held is null)
        {
            pass.Release(main.Source);
        }
        else
        {
            held.Release();
        }

        main.Move(pass, result.Statistics);
        projection?.Move(pass, result.ShortcutStatistics);
        pass.Keep(Pattern.Activation, result.Output);
    }
}

/// <summary>The nodes of a fused step.</summary>
/// <param name="Main">What is normalized.</param>
/// <param name="Activation">What fires in the end.</param>
internal sealed record FusedPattern(NormalizedValue Main, GraphNode Activation)
{
    /// <summary>The sum with a shortcut, where there is one.</summary>
    public GraphNode? Sum { get; init; }

    /// <summary>The number of the value that is added: that of a projection's convolution, or what is added as it is.</summary>
    public int? Shortcut { get; init; }

    /// <summary>The shortcut's own convolution and normalization.</summary>
    public NormalizedValue? Projection { get; init; }

    /// <summary>Where the sum is the same at every step.</summary>
    public GraphNode? Repeat { get; init; }
}
