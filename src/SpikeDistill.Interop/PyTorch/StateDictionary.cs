namespace SpikeDistill.Interop.PyTorch;

/// <summary>
/// The dictionary of weights in what was saved: the whole of it, or an entry of a checkpoint that also holds an optimizer, epochs, averages.
/// </summary>
/// <param name="Entry">Its name in the file, parts between dots; empty where it is the whole.</param>
/// <param name="Tensors">Its tensors.</param>
/// <param name="Others">Other entries that hold tensors under names of weights.</param>
internal sealed record StateDictionary(string Entry, IReadOnlyList<KeyValuePair<string, TorchTensor>> Tensors, IReadOnlyList<string> Others)
{
    private const int Deepest = 3;

    /// <summary>What checkpoints call their weights, the commonest first.</summary>
    private static readonly string[] Usual = ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params", "module"];

    public static StateDictionary Find(object? root, string? entry, string file)
    {
        if (root is not Dictionary<string, object?> dictionary)
        {
            string found = root is TorchTensor ? "a single tensor" : "no dictionary";
            throw new PyTorchException(file, $"it holds {found}; expected a dictionary of weights.", "Save model.state_dict().");
        }

        List<(string Name, KeyValuePair<string, TorchTensor>[] Tensors)> candidates = [];
        Collect(dictionary, "", 0, candidates, new HashSet<object>(ReferenceEqualityComparer.Instance));
        int chosen = entry is not null ? candidates.FindIndex(candidate => candidate.Name == entry) : Choice(candidates);
        return chosen < 0
            ? throw Missing(entry, candidates, file)
            : new StateDictionary(
                candidates[chosen].Name, candidates[chosen].Tensors, [.. candidates.Where((_, i) => i != chosen).Select(candidate => candidate.Name)]);
    }

    private static int Choice(List<(string Name, KeyValuePair<string, TorchTensor>[])> candidates)
    {
        foreach (string name in Usual)
        {
            if (candidates.FindIndex(candidate => candidate.Name == name) is >= 0 and int usual) return usual;
        }

        return candidates.Count == 1 || (candidates.Count > 0 && candidates[0].Name.Length == 0) ? 0 : -1;
    }

    /// <summary>Tensors that stand singly among other things are no weights, nor are the states of optimizers.</summary>
    private static void Collect(
        Dictionary<string, object?> dictionary, string path, int depth, List<(string, KeyValuePair<string, TorchTensor>[])> candidates, HashSet<object> seen)
    {
        if (!seen.Add(dictionary)) return;

        KeyValuePair<string, TorchTensor>[] tensors =
            [.. dictionary.Where(pair => pair.Value is TorchTensor).Select(pair => KeyValuePair.Create(pair.Key, (TorchTensor)pair.Value!))];
        if (tensors.Any(pair => pair.Value.Shape.Length > 0) && 2 * tensors.Length >= dictionary.Count) candidates.Add((path, tensors));
        if (depth == Deepest) return;

        foreach ((string key, object? value) in dictionary)
        {
            if (value is Dictionary<string, object?> inner && !key.Contains("optim", StringComparison.OrdinalIgnoreCase))
            {
                Collect(inner, path.Length == 0 ? key : $"{path}.{key}", depth + 1, candidates, seen);
            }
        }
    }

    private static PyTorchException Missing(string? entry, List<(string Name, KeyValuePair<string, TorchTensor>[])> candidates, string file)
    {
        string names = string.Join(", ", candidates.Take(8).Select(candidate => candidate.Name.Length == 0 ? "the whole" : $"'{candidate.Name}'"));
        return candidates.Count == 0
            ? new PyTorchException(file, "it holds no tensors under names.", "Save model.state_dict().")
            : entry is not null
                ? new PyTorchException(file, $"it has no entry '{entry}' with tensors.", $"Tensors are in: {names}.")
                : new PyTorchException(file, $"several entries hold tensors: {names}.", "Say which is meant.");
    }
}
