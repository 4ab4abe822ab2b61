using SpikeDistill.Interop;
using SpikeDistill.Interop.PyTorch;
using SpikeDistill.Interop.SafeTensors;

namespace SpikeDistill.Runs;

/// <summary>Files of weights, opened as what they are: safetensors, or what <c>torch.save</c> writes.</summary>
public static class WeightFiles
{
    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="entry">In a file of PyTorch the entry that the weights are, such as <c>model_ema</c>; null for the usual one.</param>
    /// <exception cref="TensorFileException">The file is neither, damaged, or has no such entry.</exception>
    /// <exception cref="WeightsException">An entry is asked for of a file that has none.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static ITensorFile Open(string path, string? entry = null)
    {
        if (IsPyTorch(path)) return PyTorchFile.Open(path, entry);

        return entry is null
            ? SafeTensorsFile.Open(path)
            : throw new WeightsException(path, WeightsReason.NoSuchEntry, $"has no entries, of which '{entry}' could be one; only files of PyTorch have them.")
            {
                Part = entry,
            };
    }

    /// <summary>A file of PyTorch that was packed again is any Zip archive, with the name that such files have.</summary>
    private static bool IsPyTorch(string path) => FileKinds.Of(path) switch
    {
        FileKind.PyTorch => true,
        FileKind.Zip => Path.GetExtension(path).ToUpperInvariant() is ".PTH" or ".PT",
        _ => false,
    };
}
