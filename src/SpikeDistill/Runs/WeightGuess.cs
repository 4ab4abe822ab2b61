using SpikeDistill.Catalogs;
using SpikeDistill.Interop;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Runs;

/// <summary>The network that the tensors of a file speak for, by their names and shapes, for somebody who named another.</summary>
internal static class WeightGuess
{
    private const int MostClassesTried = 3;
    private const int MostTensors = 5000;

    /// <summary>What it is in words; null where the tensors do not tell, or tell what was named already.</summary>
    /// <param name="named">The network that was named.</param>
    /// <param name="tensors">The file's tensors, without counters of batches.</param>
    public static string? Of(NetworkSettings named, IReadOnlyList<TensorInfo> tensors)
    {
        WeightShapes shapes = new([.. tensors.Take(MostTensors).Select(tensor => (tensor.Name, tensor.Shape))]);
        if (tensors.Count > MostTensors || shapes.First.Count == 0)
        {
            return null;
        }

        int[] classes = [.. shapes.Classifiers.Select(one => one.Outputs).Distinct().Take(MostClassesTried)];
        (NetworkSettings Settings, int Misfits)[] all =
            [.. Candidates(named, shapes, classes.FirstOrDefault(1)).Select(candidate => (candidate, Misfits(candidate, tensors)))];
        (NetworkSettings Settings, int Misfits) found = all.MinBy(one => one.Misfits);
        if (found.Misfits <= tensors.Count / 2)
        {
            (NetworkSettings settings, int misfits) = classes.Skip(1).Select(outputs => found.Settings with { Classes = outputs })
                .Select(candidate => (candidate, Misfits(candidate, tensors))).Prepend(found).MinBy(one => one.Item2);
            string[] besides =
            [
                .. all.Where(one => one.Misfits == found.Misfits).Select(one => one.Settings.Family).DistinctBy(family => family.GetType())
                    .Where(family => family.GetType() != settings.Family.GetType()).Select(family => $"or {family.Title}"),
                .. misfits == 0 ? [] : (string[])[$"{tensors.Count - misfits} of {tensors.Count} tensors fit"],
            ];
            return IsSame(settings, named)
                ? null
                : $"The shapes speak for {Words(settings)}{(besides.Length == 0 ? "" : $" ({string.Join("; ", besides)})")}.";
        }

        string stages = shapes.Stages.Count == 0 ? "" : $", {string.Join(", ", shapes.Stages)} blocks in its stages";
        return $"The shapes speak for {shapes.FirstChannels} channels behind the first convolution{stages} and "
            + $"{(classes.Length == 0 ? "no" : string.Join(" or ", classes))} classes.";
    }

    /// <summary>How many classes the file's network has, where it is the one that was named but for them; null where it is another, or the same.</summary>
    /// <inheritdoc cref="Of"/>
    public static int? OtherClasses(NetworkSettings named, IReadOnlyList<TensorInfo> tensors)
    {
        if (tensors.Count > MostTensors || named.Description is not null)
        {
            return null;
        }

        WeightShapes shapes = new([.. tensors.Select(tensor => (tensor.Name, tensor.Shape))]);
        return shapes.Classifiers.Select(one => (int?)one.Outputs).Distinct().Take(MostClassesTried)
            .FirstOrDefault(classes => classes != named.Classes && Misfits(named with { Classes = classes!.Value }, tensors) == 0);
    }

    /// <summary>The networks that families make of the shapes, that which was named first, as some have the same tensors.</summary>
    private static IEnumerable<NetworkSettings> Candidates(NetworkSettings named, WeightShapes shapes, int classes)
        => from one in Catalog.Default.Networks.All.Select(entry => entry.Default).Prepend(named.Family)
           from family in one.Guesses(shapes)
           select (family.Fires ? named : named with { Activation = ActivationKind.Relu, QcfsLevels = null, QcfsThreshold = null, Timesteps = 1 }) with
           {
               Family = family,
               Classes = classes,
               InputChannels = shapes.First[1],
           };

    /// <summary>Tensors that the file and a network do not share; more than there are where the network cannot be.</summary>
    private static int Misfits(NetworkSettings settings, IReadOnlyList<TensorInfo> tensors)
    {
        try
        {
            NetworkGraph graph = settings.Describe().GraphOf(settings.Dynamics);
            WeightNames names = new(graph, tensors.Select(tensor => tensor.Name));
            Dictionary<string, WeightTensor> expected = WeightTensors.Of(graph).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
            int fitting = tensors.Count(tensor => names.Find(tensor.Name) is { } name && WeightFit.Fits(tensor.Shape, expected[name].Shape));
            int needed = expected.Values.Count(tensor => !names.WithoutNormalization || tensor.Identity is null);
            return Math.Max(needed, tensors.Count) - fitting;
        }
        catch (ArgumentException)
        {
            return int.MaxValue;
        }
    }

    private static bool IsSame(NetworkSettings one, NetworkSettings other)
        => (one.Title, one.Classes, one.InputChannels) == (other.Title, other.Classes, other.InputChannels);

    private static string Words(NetworkSettings settings) => settings.Family switch
    {
        ResNet { HasBlocksOfItsOwn: true } residual
            => $"{settings.Architecture} with {string.Join(",", residual.Blocks)} blocks, width {residual.Width}, {settings.Classes} classes",
        _ => $"{settings.Title}, {settings.Classes} classes",
    };
}
