using System.Buffers.Binary;
using System.IO.Compression;
using SpikeDistill.Interop.Pickles;

namespace SpikeDistill.Interop.PyTorch;

/// <summary>A file of PyTorch taken apart: the value that was saved, and where the values of its tensors stand.</summary>
/// <param name="Root">What was saved.</param>
/// <param name="Storages">The values of its tensors, which the caller disposes.</param>
internal sealed record PyTorchContent(object? Root, TorchStorages Storages)
{
    /// <summary>Names and shapes of the largest networks take a few MB.</summary>
    private const int LongestPickle = 1 << 28;

    private const int OldestProtocol = 1001;
    private const string PickleName = "data.pkl";

    /// <summary>Reads the newer form, a Zip archive.</summary>
    public static PyTorchContent OfZip(Stream stream, string file)
    {
        if (FileEnd.OfZip(stream) is { } cut)
        {
            throw new PyTorchException(file, $"{cut}.", FileEnd.Remedy);
        }

        ZipArchive? archive = null;
        try
        {
            archive = new ZipArchive(stream, ZipArchiveMode.Read);
            ZipArchiveEntry entry = archive.Entries.FirstOrDefault(entry => entry.Name == PickleName)
                ?? throw new PyTorchException(file, $"it has no {PickleName}, which names its tensors.", PyTorchFile.Damaged);
            string folder = entry.FullName[..^PickleName.Length];
            if (archive.GetEntry(folder + "constants.pkl") is not null)
            {
                throw new PyTorchException(
                    file,
                    "it is a TorchScript program, not weights.",
                    "Save its weights in Python: torch.save(torch.jit.load(FILE).state_dict(), 'weights.pth').");
            }

            if (archive.GetEntry(folder + "byteorder") is { } order && Whole(order, file) is [(byte)'b', ..])
            {
                throw new PyTorchException(file, "its numbers stand most significant byte first; expected little-endian.", "Save it on an ordinary computer.");
            }

            byte[] pickle = Whole(entry, file);
            return new PyTorchContent(Run(pickle, file, new TorchVocabulary(pickle.Length)).Root, new ZipStorages(archive, folder, file));
        }
        catch (InvalidDataException failure)
        {
            archive?.Dispose();
            throw new PyTorchException(file, $"its Zip archive cannot be read: {failure.Message.TrimEnd('.')}.", PyTorchFile.Damaged, failure);
        }
        catch
        {
            archive?.Dispose();
            throw;
        }
    }

    /// <summary>Reads the older form: pickles one after another, and the storages' values behind them.</summary>
    public static PyTorchContent OfPickles(Stream stream, string file)
    {
        byte[] start = new byte[Math.Min(stream.Length, LongestPickle)];
        stream.Position = 0;
        stream.ReadExactly(start);
        ReadOnlyMemory<byte> rest = start.AsMemory(TorchMagic.LengthIn(start));
        TorchVocabulary vocabulary = new(start.Length);
        if (Next(ref rest, file, vocabulary) is not (long and OldestProtocol))
        {
            throw new PyTorchException(file, "it is of an unknown version of PyTorch's older form.", "Load and save it again with a PyTorch of today.");
        }

        if (Next(ref rest, file, vocabulary) is Dictionary<string, object?> system && system.GetValueOrDefault("little_endian") is false)
        {
            throw new PyTorchException(file, "its numbers stand most significant byte first; expected little-endian.", "Save it on an ordinary computer.");
        }

        object? root = Next(ref rest, file, vocabulary);
        if (Next(ref rest, file, vocabulary) is not List<object?> keys)
        {
            throw new PyTorchException(file, "it does not list its storages.", PyTorchFile.Damaged);
        }

        return new PyTorchContent(root, new LegacyStorages(stream, Places(keys, vocabulary, start.Length - rest.Length, stream, file), file));
    }

    private static Dictionary<string, (long Start, long Bytes)> Places(
        List<object?> keys, TorchVocabulary vocabulary, long position, Stream stream, string file)
    {
        Dictionary<string, (long, long)> places = new(StringComparer.Ordinal);
        Span<byte> count = stackalloc byte[sizeof(long)];
        foreach (object? key in keys)
        {
            if (PickleDictionary.Text(key) is not { } name || !vocabulary.Storages.TryGetValue(name, out long bytes))
            {
                throw new PyTorchException(file, "its list of storages does not agree with its tensors.", PyTorchFile.Damaged);
            }

            // The number of elements stands before them, for readers that know the type; the pickle says both.
            long start = position + sizeof(long);
            if (start > stream.Length || bytes > stream.Length - start)
            {
                string storage = PickleMachine.Shown(name);
                throw new PyTorchException(
                    file, $"it has {stream.Length} bytes, but its storage '{storage}' goes on to {(Int128)start + bytes}; it was cut off.", FileEnd.Remedy);
            }

            stream.Position = position;
            stream.ReadExactly(count);
            if (BinaryPrimitives.ReadInt64LittleEndian(count) < 0)
            {
                throw new PyTorchException(file, "its list of storages does not agree with its tensors.", PyTorchFile.Damaged);
            }

            places[name] = (start, bytes);
            position = start + bytes;
        }

        return places;
    }

    private static object? Next(ref ReadOnlyMemory<byte> rest, string file, TorchVocabulary vocabulary)
    {
        (object? value, int length) = Run(rest, file, vocabulary);
        rest = rest[length..];
        return value;
    }

    private static (object? Root, int Length) Run(ReadOnlyMemory<byte> pickle, string file, TorchVocabulary vocabulary)
    {
        try
        {
            PickleMachine machine = new(pickle, file, vocabulary);
            return (machine.Run(), machine.Length);
        }
        catch (PickleException failure)
        {
            throw new PyTorchException(file, $"{failure.Problem}.", failure.Remedy, failure);
        }
    }

    private static byte[] Whole(ZipArchiveEntry entry, string file)
    {
        if (entry.Length > LongestPickle)
        {
            throw new PyTorchException(file, $"its {entry.Name} is of {entry.Length} bytes; expected at most {LongestPickle}.", PyTorchFile.Damaged);
        }

        // The announced length may be a lie: what is read grows as it is unpacked.
        using Stream stream = entry.Open();
        using MemoryStream whole = new();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0 && whole.Length <= entry.Length;) whole.Write(buffer, 0, read);
        return whole.ToArray();
    }
}
