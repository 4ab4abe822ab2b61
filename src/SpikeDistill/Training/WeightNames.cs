using SpikeDistill.Networks;

namespace SpikeDistill.Training;

/// <summary>
/// What the tensors of a file are called in the network: SpikeDistill's own names, torchvision's (which they are, where torchvision has
/// the layer), and those of the public CIFAR code that calls shortcuts <c>shortcut</c> and the last layer <c>linear</c>.
/// </summary>
internal sealed class WeightNames
{
    private static readonly string[] Wrappers = ["module.", "model."];
    private static readonly string[] LastLayers = ["fc", "linear", "classifier"];

    private readonly HashSet<string> _expected;
    private readonly string? _lastLayer;
    private readonly Dictionary<string, string>? _withoutNormalization;

    /// <param name="description">The network.</param>
    /// <param name="names">The names in the file.</param>
    public WeightNames(NetworkDescription description, IEnumerable<string> names)
    {
        string[] plain = [.. names.Select(Unwrapped)];
        _expected = [.. WeightTensors.Of(description).Select(tensor => tensor.Name)];
        _lastLayer = description.Classifier.Layers is [{ Name: { } only }] ? only : null;
        bool normalized = plain.Any(name => name.EndsWith(".running_mean", StringComparison.Ordinal));
        _withoutNormalization = normalized || !plain.Any(name => name.StartsWith("features.", StringComparison.Ordinal)) ? null : Plain(description);
    }

    /// <summary>Whether the file is of a network without normalizations, torchvision's <c>vgg16</c> beside <c>vgg16_bn</c>.</summary>
    public bool WithoutNormalization => _withoutNormalization is not null;

    /// <summary>A name without what wrapping modules put before it.</summary>
    public static string Unwrapped(string name)
    {
        while (Array.Find(Wrappers, wrapper => name.StartsWith(wrapper, StringComparison.Ordinal)) is { } found)
        {
            name = name[found.Length..];
        }

        return name;
    }

    /// <summary>The network's tensor that a name stands for; null where it has none.</summary>
    public string? Find(string name)
    {
        name = Unwrapped(name);
        return _withoutNormalization?.GetValueOrDefault(name)
            ?? (_withoutNormalization is not null && name.StartsWith("features.", StringComparison.Ordinal) ? null : Candidates(name).FirstOrDefault(_expected.Contains));
    }

    private IEnumerable<string> Candidates(string name)
    {
        yield return name;
        yield return name.Replace(".shortcut.", ".downsample.", StringComparison.Ordinal);
        string[] parts = name.Split('.');
        bool isLast = Array.IndexOf(LastLayers, parts[0]) >= 0 && (parts.Length == 2 || (parts.Length == 3 && parts[1] == "0"));
        if (_lastLayer is not null && isLast)
        {
            yield return $"{_lastLayer}.{parts[^1]}";
        }
    }

    /// <summary>torchvision's numbers without normalizations: a convolution and its activation take two places, a pool one.</summary>
    private static Dictionary<string, string>? Plain(NetworkDescription description)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        int place = 0;
        foreach (UnitDescription unit in description.Units)
        {
            if (!unit.Convolution.Name.StartsWith("features.", StringComparison.Ordinal))
            {
                return null;
            }

            names[$"features.{place}.weight"] = unit.Convolution.Name + ".weight";
            names[$"features.{place}.bias"] = unit.Convolution.Name + ".bias";
            place += unit.AveragePool > 1 ? 3 : 2;
        }

        return names;
    }
}
