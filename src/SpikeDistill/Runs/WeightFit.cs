using System.Globalization;
using SpikeDistill.Interop;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Graphs;

namespace SpikeDistill.Runs;

/// <summary>Puts the tensors of a file beside those of a network, and names all that do not fit.</summary>
internal static class WeightFit
{
    private const int MostNamed = 1000, Piece = 1 << 14;

    /// <param name="file">The file.</param>
    /// <param name="path">How errors name it.</param>
    /// <param name="network">The network.</param>
    /// <param name="graph">The same, worked out.</param>
    /// <param name="names">What names stand for.</param>
    /// <param name="tensors">The file's tensors of weights.</param>
    /// <returns>The file's tensor for each of the network's.</returns>
    /// <exception cref="RunException">Something does not fit.</exception>
    public static Dictionary<string, TensorInfo> Match(
        ITensorFile file, string path, NetworkSettings network, NetworkGraph graph, WeightNames names, IReadOnlyList<TensorInfo> tensors)
    {
        Dictionary<string, WeightTensor> expected = WeightTensors.Of(graph).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        Dictionary<string, TensorInfo> found = new(StringComparer.Ordinal);
        List<string> problems = [];
        foreach (TensorInfo tensor in tensors)
        {
            if (names.Find(tensor.Name) is not { } name)
            {
                problems.Add($"unexpected: {tensor}");
            }
            else if (!found.TryAdd(name, tensor))
            {
                if (!AreSame(file, found[name], tensor))
                {
                    problems.Add($"twice: {tensor.Name} and {found[name].Name} are both the network's {name}, and differ");
                }
            }
            else
            {
                Compare(tensor, expected[name], problems);
            }
        }

        bool MayMiss(WeightTensor tensor) => names.WithoutNormalization && tensor.Identity is not null;
        problems.AddRange(
            expected.Values.Where(
                tensor => !found.ContainsKey(tensor.Name) && !MayMiss(tensor)).Select(tensor => $"missing: {tensor.Name} {tensor.ShapeText}"));
        if (problems.Count == 0)
        {
            return found;
        }

        if (WeightGuess.OtherClasses(network, tensors) is { } classes)
        {
            string guess = $"All but the classes fits: the file's network knows {classes}, this one {network.Classes}.";
            throw new WeightsException(path, WeightsReason.OtherNetwork, Message(network, graph, guess, problems))
            {
                Part = WeightsException.Classes,
                Found = classes.ToString(CultureInfo.InvariantCulture),
                Expected = network.Classes.ToString(CultureInfo.InvariantCulture),
            };
        }

        throw new WeightsException(path, WeightsReason.OtherNetwork, Message(network, graph, WeightGuess.Of(network, tensors), problems));
    }

    /// <summary>Whether the shapes agree; a matrix may come as a 1x1 convolution, in one direction or two, as transformers on maps have them.</summary>
    public static bool Fits(IReadOnlyList<int> found, int[] expected)
        => found.SequenceEqual(expected)
            || (expected.Length == 2 && found.Count is 3 or 4 && found.Take(2).SequenceEqual(expected) && found.Skip(2).All(length => length == 1));

    /// <summary>Whether a tensor holds what weights can be read from.</summary>
    public static bool IsOfFloats(TensorInfo tensor)
        => tensor.Type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.F64;

    /// <summary>Whether two tensors are one under two names, as of modules that stand in several places.</summary>
    public static bool AreSame(ITensorFile file, TensorInfo one, TensorInfo other)
    {
        if (!one.Shape.SequenceEqual(other.Shape) || !IsOfFloats(one) || !IsOfFloats(other))
        {
            return false;
        }

        float[] first = new float[Math.Min(one.ElementCount, Piece)], second = new float[first.Length];
        for (long done = 0; done < one.ElementCount; done += Piece)
        {
            int count = (int)Math.Min(Piece, one.ElementCount - done);
            file.ReadSingles(one.Name, done, first.AsSpan(0, count));
            file.ReadSingles(other.Name, done, second.AsSpan(0, count));
            if (!first.AsSpan(0, count).SequenceEqual(second.AsSpan(0, count)))
            {
                return false;
            }
        }

        return true;
    }

    private static void Compare(TensorInfo tensor, WeightTensor expected, List<string> problems)
    {
        if (!Fits(tensor.Shape, expected.Shape))
        {
            problems.Add($"wrong shape: {tensor.Name} is [{string.Join(", ", tensor.Shape)}], expected {expected.ShapeText}");
        }

        if (!IsOfFloats(tensor))
        {
            problems.Add($"wrong type: {tensor.Name} is {tensor.Type}, expected F32, F16, BF16 or F64");
        }
    }

    private static string Message(NetworkSettings network, NetworkGraph graph, string? guess, List<string> problems)
        => $"does not fit the network {network.Architecture} of {graph.ParameterCount} parameters. "
            + $"{guess ?? "Check architecture, width, blocks and classes."}\n"
            + string.Join('\n', problems.Take(MostNamed).Select(problem => "  " + problem))
            + (problems.Count > MostNamed ? $"\n  and {problems.Count - MostNamed} more" : "");
}
