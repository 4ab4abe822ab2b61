using System.Buffers;
using System.Security.Cryptography;

namespace SpikeDistill.Data;

/// <summary>
/// Unpacks an archive into a folder beside its place, checks it there, and puts it in place by renaming. Until then nothing that
/// was there is touched.
/// </summary>
internal sealed class Unpacking : IDisposable
{
    private const int BufferBytes = 1 << 17;

    private readonly DataArchive _archive;
    private readonly string _beside;
    private readonly string _source;
    private string _doing = "unpacked";

    /// <param name="archive">What is unpacked.</param>
    /// <param name="root">The folder with data sets.</param>
    /// <param name="source">How errors name the archive.</param>
    public Unpacking(DataArchive archive, string root, string source)
    {
        _archive = archive;
        _source = source;
        Target = Path.Combine(root, archive.Layout.Folder);
        _beside = Path.Combine(root, $".{archive.Layout.Folder}.unpacking");
        DeleteBeside();
        Directory.CreateDirectory(_beside);
    }

    /// <summary>The folder's place.</summary>
    public string Target { get; }

    public void Extract(FileStream stream, Action<FetchProgress> progress, CancellationToken token)
    {
        List<FileSum> sums = [];
        try
        {
            ArchiveEntries.ForEach(stream, _archive.Layout, _archive.MaxBytes, (name, content) => sums.Add(Take(name, content, Report, token)));
        }
        // What the reader of the platform throws at damaged headers is not only the first of these.
        catch (Exception failure) when (
            failure is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or ArithmeticException
                or NotSupportedException or InvalidOperationException)
        {
            throw Foreign(failure.Message.TrimEnd('.'), failure);
        }

        FileSum.Write(_beside, sums);

        void Report() => progress(new FetchProgress(FetchPhase.Unpack, stream.Position, stream.Length));
    }

    /// <summary>Takes the files from a folder instead, which stays as it is.</summary>
    public void Copy(string folder, Action<FetchProgress> progress, CancellationToken token)
    {
        _doing = "copied";
        if (_archive.Layout.Problem(folder) is { } problem) throw Foreign(problem, inner: null);

        string[] names = [.. _archive.Layout.AllFiles.Where(name => File.Exists(Path.Combine(folder, name)))];
        long done = 0, total = names.Sum(name => new FileInfo(Path.Combine(folder, name)).Length);
        List<FileSum> sums = [];
        foreach (string name in names)
        {
            using FileStream content = File.OpenRead(Path.Combine(folder, name));
            sums.Add(Take(name, content, () => progress(new FetchProgress(FetchPhase.Copy, done + content.Position, total)), token));
            done += content.Length;
        }

        FileSum.Write(_beside, sums);
    }

    /// <summary>Checks what is there now as training will read it, and puts it in place.</summary>
    public FetchResult Finish()
    {
        Check();
        string? kept = PutInPlace();
        return new FetchResult(Target, AlreadyThere: false, kept);
    }

    private FileSum Take(string name, Stream content, Action report, CancellationToken token)
    {
        using FileStream file = new(Path.Combine(_beside, name), FileMode.CreateNew, FileAccess.Write);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        for (int count; (count = content.Read(buffer)) > 0;)
        {
            token.ThrowIfCancellationRequested();
            file.Write(buffer, 0, count);
            hash.AppendData(buffer, 0, count);
            report();
        }

        ArrayPool<byte>.Shared.Return(buffer);
        file.Flush(flushToDisk: true);
        return new FileSum(name, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Reads what was unpacked as training will: sizes, labels, classes.</summary>
    private void Check()
    {
        try
        {
            new CifarReader(_archive.Layout, [_archive.Layout]).CheckFolder(_beside);
        }
        catch (DataSetException failure)
        {
            throw Foreign(failure.Message.Replace(_beside + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).TrimEnd('.'), failure);
        }
    }

    /// <summary>Renames the new folder over the old one's place. The files of the data set in the old one go; where it held others it is kept.</summary>
    /// <returns>Where the old folder was kept, if it was.</returns>
    private string? PutInPlace()
    {
        if (!Directory.Exists(Target))
        {
            Directory.Move(_beside, Target);
            return null;
        }

        string old = $"{Target}.replaced-{Path.GetRandomFileName()}";
        Directory.Move(Target, old);
        try
        {
            Directory.Move(_beside, Target);
        }
        catch
        {
            Directory.Move(old, Target);
            throw;
        }

        return RemoveOld(old) ? null : old;
    }

    public void Dispose() => DeleteBeside();

    private bool RemoveOld(string old)
    {
        // What a link leads to is not this program's to delete.
        if (new DirectoryInfo(old).LinkTarget is not null) return false;

        foreach (string file in Directory.EnumerateFiles(Target)) File.Delete(Path.Combine(old, Path.GetFileName(file)));
        if (Directory.EnumerateFileSystemEntries(old).Any()) return false;
        Directory.Delete(old);
        return true;
    }

    private DataSetException Foreign(string found, Exception? inner)
        => new(
            _source,
            $"it cannot be {_doing}: {found}",
            $"the files of {_archive.FileName}",
            $"Take {_archive.Url}. Nothing that was there has been changed.",
            inner);

    private void DeleteBeside()
    {
        if (Directory.Exists(_beside)) Directory.Delete(_beside, recursive: true);
    }
}
