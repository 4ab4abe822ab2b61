namespace SpikeDistill.Interop.PyTorch;

/// <summary>The values of a file's storages. Not safe for use by several threads at once.</summary>
internal abstract class TorchStorages : IDisposable
{
    /// <summary>Some bytes of a storage.</summary>
    /// <exception cref="PyTorchException">The file ends before them.</exception>
    public abstract void Read(string key, long offset, Span<byte> bytes);

    /// <summary>Throws unless a storage is there with all its bytes.</summary>
    /// <exception cref="PyTorchException">It is not.</exception>
    public abstract void Check(string key, long bytes);

    public abstract void Dispose();
}
