namespace SpikeDistill.Data;

/// <summary>One fetching of one data set, from the first look at what is there to the folder in place.</summary>
internal sealed class Fetch(DataArchive archive, FetchOptions options, Action<FetchProgress> progress, CancellationToken token)
{
    private readonly string _root = DataRoot.Resolve(options.Directory);

    private CifarLayout Layout => archive.Layout;

    public async Task<FetchResult> RunAsync()
    {
        if (IsWhole()) return new FetchResult(Layout.Find(_root).Folder, AlreadyThere: true, KeptFolder: null);

        CheckRoot();
        using IDisposable held = FetchLock.Take(_root, archive);
        if (Local() is { } source)
        {
            if (source.IsFolder) return Copy(source);

            ArchiveFile file = FileOf(source.Archive);
            await file.CheckSumAsync(source.Path).ConfigureAwait(false);
            return file.Unpack(source.Path);
        }

        (DataArchive form, Uri address) = Address();
        using Download download = new(address, Path.Combine(_root, form.FileName + ".part"), form, options, Remedy(form), progress, token);
        await download.RunAsync().ConfigureAwait(false);
        try
        {
            ArchiveFile file = FileOf(form);
            await CheckSumAsync(file, download).ConfigureAwait(false);
            FetchResult result = file.Unpack(download.PartFile);
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
        if (Layout.Find(_root).Folder == _root)
        {
            throw new DataSetException(
                _root,
                $"it holds the files of {Layout.Name} itself, and they are damaged",
                $"a folder above {Layout.Folder}",
                "Remove these files, or name the folder above them.")
            { Reason = DataSetReason.InTheWay };
        }
    }

    /// <summary>What the user named, or an archive of an official name that lies in the folder already; null where one is to be downloaded.</summary>
    private LocalSource? Local()
    {
        if (options.From is null) return LocalSource.Dropped(archive, _root);
        if (options.From.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(options.From, UriKind.Absolute, out Uri? uri))
        {
            return LocalSource.Of(archive, uri.LocalPath);
        }

        return options.From.Contains("://", StringComparison.Ordinal) ? null : LocalSource.Of(archive, Path.GetFullPath(options.From));
    }

    /// <summary>Where to download from; a mirror's address tells the form by its file's name.</summary>
    private (DataArchive Form, Uri Address) Address()
    {
        if (options.From is null) return (archive, archive.Url);
        return Uri.TryCreate(options.From, UriKind.Absolute, out Uri? uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
            ? (archive.Forms.FirstOrDefault(form => uri.AbsolutePath.EndsWith(form.FileName, StringComparison.Ordinal)) ?? archive, uri)
            : throw new DataSetException(
                options.From,
                "it is not an address that can be fetched",
                "http://..., https://..., a file or a folder",
                $"Fetch {archive.Url} by other means and give the file.")
            { Reason = DataSetReason.NoSource };
    }

    private FetchResult Copy(LocalSource source)
    {
        using Unpacking unpacking = new(source.Archive, _root, source.Path);
        unpacking.Copy(source.Path, progress, token);
        return unpacking.Finish();
    }

    private ArchiveFile FileOf(DataArchive form) => new(form, _root, options, progress, token);

    private static async Task CheckSumAsync(ArchiveFile file, Download download)
    {
        try
        {
            await file.CheckSumAsync(download.PartFile).ConfigureAwait(false);
        }
        catch (DataSetException) when (download.Resumed)
        {
            // The parts may come from different states of the server's file: once more, in one piece.
            download.Restart();
            await download.RunAsync().ConfigureAwait(false);
            await file.CheckSumAsync(download.PartFile).ConfigureAwait(false);
        }
    }

    private string Remedy(DataArchive form)
        => $"Without a network here: fetch {form.Url} (MD5 {form.Md5}) elsewhere, put it at {Path.Combine(_root, form.FileName)} "
            + "and fetch again.";
}
