using System.Security.Cryptography;
using SpikeDistill.Interop;

namespace SpikeDistill.Data;

/// <summary>One fetching of one archive, from the first look at what is there to the folder in place.</summary>
internal sealed class Fetch(DataArchive archive, FetchOptions options, Action<FetchProgress> progress, CancellationToken token)
{
    private const int BufferBytes = 1 << 17;

    private readonly string _root = DataRoot.Resolve(options.Directory);

    private CifarLayout Layout => archive.Layout;

    /// <summary>An archive of the official name that the user put into the folder is taken before the network is asked.</summary>
    private string Dropped => Path.Combine(_root, archive.FileName);

    public async Task<FetchResult> RunAsync()
    {
        if (IsWhole()) return new FetchResult(Layout.Locate(_root), AlreadyThere: true, KeptFolder: null);

        CheckRoot();
        using IDisposable held = FetchLock.Take(_root, archive);
        if (LocalFile() is { } file)
        {
            CheckLocal(file);
            if (options.VerifyChecksum) await CheckSumAsync(file).ConfigureAwait(false);
            return Unpack(file);
        }

        using Download download = new(Source(), Path.Combine(_root, archive.FileName + ".part"), archive, options, Remedy(), progress, token);
        await download.RunAsync().ConfigureAwait(false);
        try
        {
            if (options.VerifyChecksum) await CheckSumAsync(download).ConfigureAwait(false);
            FetchResult result = Unpack(download.PartFile);
            download.Restart();
            return result;
        }
        catch (DataSetException)
        {
            // What came is wrong, so going on from it would be wrong too.
            download.Restart();
            throw;
        }
    }

    private bool IsWhole()
    {
        if (!Layout.IsPresent(_root)) return false;
        try
        {
            new CifarReader(Layout, [Layout]).Check(_root);
            return true;
        }
        catch (DataSetException)
        {
            return false;
        }
    }

    /// <summary>Files lying in the root itself are found before those of a folder below it, so a new folder would not help.</summary>
    private void CheckRoot()
    {
        if (Layout.Locate(_root) == _root)
        {
            throw new DataSetException(
                _root,
                $"it holds the files of {Layout.Name} itself, and they are damaged",
                $"a folder above {Layout.Folder}",
                "Remove these files, or name the folder above them with --data-dir.");
        }
    }

    private string? LocalFile()
    {
        if (options.From is null) return File.Exists(Dropped) ? Dropped : null;
        if (options.From.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(options.From, UriKind.Absolute, out Uri? uri))
        {
            return uri.LocalPath;
        }

        return options.From.Contains("://", StringComparison.Ordinal) ? null : Path.GetFullPath(options.From);
    }

    private Uri Source()
    {
        if (options.From is null) return archive.Url;
        return Uri.TryCreate(options.From, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? uri
            : throw new DataSetException(
                options.From,
                "it is not an address that can be fetched",
                "http://..., https://... or a file",
                $"Fetch {archive.Url} by other means and give the file.");
    }

    private void CheckLocal(string file)
    {
        if (File.Exists(file)) return;
        throw new DataSetException(
            file,
            Directory.Exists(file) ? "it is a folder" : "there is no such file",
            $"the archive {archive.FileName}",
            $"Fetch {archive.Url}, or leave out --from.");
    }

    private async Task CheckSumAsync(Download download)
    {
        try
        {
            await CheckSumAsync(download.PartFile).ConfigureAwait(false);
        }
        catch (DataSetException) when (download.Resumed)
        {
            // The parts may come from different states of the server's file: once more, in one piece.
            download.Restart();
            await download.RunAsync().ConfigureAwait(false);
            await CheckSumAsync(download.PartFile).ConfigureAwait(false);
        }
    }

    private async Task CheckSumAsync(string file)
    {
        CheckKind(file);
        FileStream stream = OpenArchive(file);
        await using (stream.ConfigureAwait(false))
        {
            using IncrementalHash md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
            byte[] buffer = new byte[BufferBytes];
            long done = 0;
            for (int count; (count = await stream.ReadAsync(buffer, token).ConfigureAwait(false)) > 0;)
            {
                md5.AppendData(buffer, 0, count);
                progress(new FetchProgress(FetchPhase.Check, done += count, stream.Length));
            }

            string found = Convert.ToHexStringLower(md5.GetHashAndReset());
            if (found == archive.Md5) return;

            string begin = FileKinds.Of(file) == FileKind.Gzip ? "" : " and it does not begin as a .tar.gz does";
            throw new DataSetException(
                options.From ?? file,
                $"its MD5 sum is {found} ({done} bytes){begin}",
                $"{archive.Md5}, the sum of {archive.FileName}",
                "Take the official archive, or accept another packing of the same files with --no-checksum; what it holds is checked all the same.");
        }
    }

    private void CheckKind(string file)
    {
        FileKind kind = FileKinds.Of(file);
        if (kind is FileKind.Gzip or FileKind.Unknown) return;

        string advice = kind is FileKind.GitLfsPointer or FileKind.Html ? Conversion.General(kind)! : $"Take {archive.Url}.";
        throw new DataSetException(
            options.From ?? file, $"it is {kind.Words()}", $"the archive {archive.FileName}", advice + " Nothing that was there has been changed.");
    }

    private FetchResult Unpack(string file)
    {
        CheckKind(file);
        using FileStream stream = OpenArchive(file);
        using Unpacking unpacking = new(archive, _root, options.From ?? file);
        unpacking.Extract(stream, progress, token);
        unpacking.Check();
        string? kept = unpacking.PutInPlace();
        return new FetchResult(unpacking.Target, AlreadyThere: false, kept);
    }

    private static FileStream OpenArchive(string file)
        => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.SequentialScan);

    private string Remedy()
        => $"Without a network here: fetch {archive.Url} (MD5 {archive.Md5}) elsewhere, put it at {Dropped} and run this again, or name it with --from.";
}
