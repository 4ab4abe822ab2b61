using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>
/// Weights that a network starts from: what fits it by name and shape is taken, running statistics and what neurons learn included; what
/// does not keeps its initial values. A file of them is <c>InitialWeights.Load(path)</c>.
/// </summary>
public abstract class InitialWeights
{
    /// <summary>What a recipe says where a student starts from its teacher's weights.</summary>
    public const string OfTeacher = "teacher";

    private protected InitialWeights(string source) => Source = source;

    /// <summary>Whose weights they are, as messages and records call them.</summary>
    public string Source { get; }

    /// <summary>Whether they lie in a file, which a recipe can name.</summary>
    internal virtual bool HasPlace => false;

    /// <summary>The constants that images were normalized with for these weights; null where they are not known.</summary>
    private protected abstract PixelNormalization? Normalization { get; }

    /// <summary>The weights of a network, which must live as long as the run that starts from them.</summary>
    /// <param name="network">The network, on any engine.</param>
    /// <param name="source">What messages and records call it.</param>
    public static InitialWeights Of(Network network, string source = "a network")
    {
        ArgumentNullException.ThrowIfNull(network);
        return new NetworkWeights(network, source);
    }

    /// <summary>Sets what fits of a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="constants">The constants of the images it is to be trained on.</param>
    /// <exception cref="RunException">Nothing fits, or a file cannot be read.</exception>
    internal TakenWeights PutInto(Network network, PixelNormalization constants)
    {
        TakenWeights taken = Put(network);
        return taken.Taken == 0
            ? throw new WeightsException(
                Source,
                WeightsReason.OtherNetwork,
                $"none of its tensors fits the network '{network.Settings.Title}' by name and shape; "
                    + $"the network's {string.Join(", ", taken.FirstKept)}. Take weights of a network that is built alike.")
            : taken with { OtherNormalization = Normalization is { } own && !own.Equals(constants) ? own.ToString() : null };
    }

    /// <summary>Sets what fits of a network and tells what did, even where nothing does.</summary>
    private protected abstract TakenWeights Put(Network network);

    /// <summary>What a network takes of tensors whose names and shapes are known.</summary>
    /// <param name="network">The network.</param>
    /// <param name="given">
    /// The given tensors by the names they have in the network: what they are called, and why they cannot be taken; null where they can.
    /// </param>
    /// <param name="strangers">Those that have no name in it.</param>
    /// <param name="sha256">The hash of all of them.</param>
    /// <param name="set">Sets a tensor of the network, by its name there, to what the given one of the other name holds.</param>
    private protected TakenWeights Compare(
        Network network, IReadOnlyDictionary<string, (string Name, string? Problem)> given, IEnumerable<string> strangers, string sha256,
        Action<string, Tensor, string> set)
    {
        int count = 0;
        List<string> kept = [], unused = [.. strangers];
        foreach ((string name, Tensor value) in network.Named)
        {
            if (!given.TryGetValue(name, out (string Name, string? Problem) found))
            {
                kept.Add($"{name} is not there");
            }
            else if (found.Problem is { } problem)
            {
                kept.Add($"{name} {problem}");
                unused.Add(found.Name);
            }
            else
            {
                set(name, value, found.Name);
                count++;
            }
        }

        return new TakenWeights(
            Source, sha256, count, kept.Count, [.. kept.Take(TakenWeights.MostNamed)], unused.Count, [.. unused.Take(TakenWeights.MostNamed)]);
    }

    /// <summary>That two shapes differ.</summary>
    private protected static string OtherShape(string there, string here) => $"is {there} there, not {here}";

    private sealed class NetworkWeights(Network from, string source) : InitialWeights(source)
    {
        private protected override PixelNormalization? Normalization => from.TrainedOn?.Normalization;

        private protected override TakenWeights Put(Network network)
        {
            Dictionary<string, Tensor> own = network.Named.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
            Dictionary<string, Tensor> given = from.Named.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
            return Compare(
                network,
                given.Where(one => own.ContainsKey(one.Key)).ToDictionary(
                    one => one.Key,
                    one => (one.Key, own[one.Key].Shape == one.Value.Shape ? null : OtherShape(one.Value.Shape.ToString(), own[one.Key].Shape.ToString())),
                    StringComparer.Ordinal),
                given.Keys.Where(name => !own.ContainsKey(name)),
                TeacherFingerprint.Of(from),
                (_, tensor, name) => given[name].Values.CopyTo(tensor.Values));
        }
    }
}
