using System.Text.RegularExpressions;
using SpikeDistill.Catalogs;
using SpikeDistill.Interop;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Runs;

/// <summary>The network that the tensors of a file speak for, by their names and shapes, for somebody who named another.</summary>
internal static partial class WeightGuess
{
    private const int MostClassesTried = 3;
    private const int MostTensors = 5000;

    /// <summary>What it is in words; null where the tensors do not tell, or tell what was named already.</summary>
    /// <param name="named">The network that was named.</param>
    /// <param name="tensors">The file's tensors, without counters of batches.</param>
    public static string? Of(NetworkSettings named, IReadOnlyList<TensorInfo> tensors)
    {
        if (tensors.Count > MostTensors || tensors.FirstOrDefault(tensor => tensor.Shape is [> 0, > 0 and <= 4, _, _]) is not { } first)
        {
            return null;
        }

        int channels = first.Shape[0];
        int[] classes = [.. tensors.Where(tensor => tensor.Shape.Count == 2).Select(tensor => tensor.Shape[0]).Distinct().Take(MostClassesTried)];
        int[] blocks = BlocksOf(tensors);
        if (blocks.Sum() > tensors.Count)
        {
            return null;
        }

        (NetworkSettings Settings, int Misfits)? best = null;
        foreach (NetworkSettings candidate in Candidates(named, blocks, channels, first.Shape[1], classes))
        {
            int misfits = Misfits(candidate, tensors);
            best = best is null || misfits < best.Value.Misfits ? (candidate, misfits) : best;
        }

        if (best is { } found && found.Misfits <= tensors.Count / 2)
        {
            (NetworkSettings settings, int misfits) = classes.Skip(1).Select(outputs => found.Settings with { Classes = outputs })
                .Select(candidate => (candidate, Misfits(candidate, tensors))).Prepend(found).MinBy(one => one.Item2);
            return IsSame(settings, named)
                ? null
                : $"The shapes speak for {Words(settings)}{(misfits == 0 ? "" : $" ({tensors.Count - misfits} of {tensors.Count} tensors fit)")}.";
        }

        string stages = blocks.Length == 0 ? "" : $", {string.Join(", ", blocks)} blocks in its stages";
        return $"The shapes speak for {channels} channels behind the first convolution{stages} and "
            + $"{(classes.Length == 0 ? "no" : string.Join(" or ", classes))} classes.";
    }

    /// <summary>
    /// The architectures that names like these are of, in the width that the first convolution tells; those of other blocks are
    /// refused at once.
    /// </summary>
    private static IEnumerable<NetworkSettings> Candidates(NetworkSettings named, int[] blocks, int channels, int inputs, int[] classes)
        => from entry in Catalog.Default.Networks.All
           let family = entry.Default
           where family is ConvolutionalFamily && (blocks.Length > 0) == family is ResNet

           // The stem of some networks of three stages is twice as wide as what the width counts.
           from width in blocks.Length == 3 ? (int[])[channels, channels / 2] : [channels]
           let scaled = (ConvolutionalFamily)family with { Width = width }
           select named with
           {
               Family = scaled is ResNet residual ? residual with { Blocks = blocks } : scaled,
               Classes = classes.FirstOrDefault(1),
               InputChannels = inputs,
           };

    /// <summary>Tensors that the file and a network do not share; more than there are where the network cannot be.</summary>
    private static int Misfits(NetworkSettings settings, IReadOnlyList<TensorInfo> tensors)
    {
        try
        {
            NetworkGraph graph = settings.Describe().GraphOf(settings.Dynamics);
            WeightNames names = new(graph, tensors.Select(tensor => tensor.Name));
            Dictionary<string, WeightTensor> expected = WeightTensors.Of(graph).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
            int fitting = tensors.Count(tensor => names.Find(tensor.Name) is { } name && tensor.Shape.SequenceEqual(expected[name].Shape));
            int needed = expected.Values.Count(tensor => !names.WithoutNormalization || tensor.Identity is null);
            return Math.Max(needed, tensors.Count) - fitting;
        }
        catch (ArgumentException)
        {
            return int.MaxValue;
        }
    }

    private static int[] BlocksOf(IReadOnlyList<TensorInfo> tensors)
    {
        (int Stage, int Block)[] places =
        [
            .. from tensor in tensors
               let match = BlockName().Match(tensor.Name)
               where match.Success
               select (int.Parse(match.Groups["stage"].ValueSpan), int.Parse(match.Groups["block"].ValueSpan)),
        ];
        return [.. places.GroupBy(place => place.Stage).OrderBy(stage => stage.Key).Select(stage => stage.Max(place => place.Block) + 1)];
    }

    private static bool IsSame(NetworkSettings one, NetworkSettings other)
        => (one.Title, one.Classes, one.InputChannels) == (other.Title, other.Classes, other.InputChannels);

    private static string Words(NetworkSettings settings)
        => settings.Architecture + (settings.Family is ResNet { HasBlocksOfItsOwn: true } residual ? $" with {string.Join(",", residual.Blocks)} blocks" : "")
            + $", width {settings.Width}, {settings.Classes} classes";

    [GeneratedRegex(@"(^|\.)layer(?<stage>[1-9])\.(?<block>[0-9]{1,4})\.", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BlockName();
}
