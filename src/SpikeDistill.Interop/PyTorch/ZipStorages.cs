using System.IO.Compression;

namespace SpikeDistill.Interop.PyTorch;

/// <summary>Storages as entries <c>data/KEY</c> of a Zip archive, each read forwards, so that views that follow one another cost one pass.</summary>
internal sealed class ZipStorages(ZipArchive archive, string folder, string file) : TorchStorages
{
    private string? _key;
    private Stream? _open;
    private long _position;

    public override void Check(string key, long bytes)
    {
        long length = Entry(key).Length;
        if (length < bytes)
        {
            throw new PyTorchException(file, $"its storage '{key}' has {length} bytes; its tensors take {bytes}.", PyTorchFile.Damaged);
        }
    }

    public override void Read(string key, long offset, Span<byte> bytes)
    {
        try
        {
            if (_key != key || offset < _position) Reopen(key);
            Skip(offset - _position);
            _open!.ReadExactly(bytes);
            _position += bytes.Length;
        }
        catch (Exception failure) when (failure is InvalidDataException or EndOfStreamException)
        {
            throw new PyTorchException(file, $"its storage '{key}' cannot be unpacked: {failure.Message.TrimEnd('.')}.", PyTorchFile.Damaged, failure);
        }
    }

    public override void Dispose()
    {
        _open?.Dispose();
        archive.Dispose();
    }

    private void Reopen(string key)
    {
        _open?.Dispose();
        _open = Entry(key).Open();
        (_key, _position) = (key, 0);
    }

    private void Skip(long count)
    {
        if (count == 0) return;

        byte[] buffer = new byte[Math.Min(count, 1 << 16)];
        for (; count > 0; count -= buffer.Length)
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(count, buffer.Length));
            _open!.ReadExactly(piece);
            _position += piece.Length;
        }
    }

    private ZipArchiveEntry Entry(string key) => archive.GetEntry($"{folder}data/{key}")
        ?? throw new PyTorchException(file, $"it has no storage '{key}', which its tensors are in.", PyTorchFile.Damaged);
}
