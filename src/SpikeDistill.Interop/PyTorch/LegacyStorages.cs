namespace SpikeDistill.Interop.PyTorch;

/// <summary>Storages that follow the pickles of a file that was written before PyTorch 1.6, or with its older form asked for.</summary>
/// <param name="stream">The file.</param>
/// <param name="places">Where each storage's values begin, and how many elements it has.</param>
/// <param name="file">How errors name it.</param>
internal sealed class LegacyStorages(Stream stream, IReadOnlyDictionary<string, (long Start, long Bytes)> places, string file) : TorchStorages
{
    public override void Check(string key, long bytes)
    {
        if (Place(key).Bytes < bytes)
        {
            throw new PyTorchException(file, $"its storage '{key}' has {Place(key).Bytes} bytes; its tensors take {bytes}.", PyTorchFile.Damaged);
        }
    }

    public override void Read(string key, long offset, Span<byte> bytes)
    {
        stream.Position = Place(key).Start + offset;
        try
        {
            stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException failure)
        {
            throw new PyTorchException(file, $"the file ends within the storage '{key}'.", PyTorchFile.Damaged, failure);
        }
    }

    public override void Dispose() => stream.Dispose();

    private (long Start, long Bytes) Place(string key) => places.TryGetValue(key, out (long Start, long Bytes) place)
        ? place
        : throw new PyTorchException(file, $"it has no storage '{key}', which its tensors are in.", PyTorchFile.Damaged);
}
