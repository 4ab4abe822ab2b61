using System.Security.Cryptography;
using SpikeDistill.Interop;

namespace SpikeDistill.Data;

/// <summary>An archive on this machine, checked and unpacked.</summary>
/// <param name="archive">What it must be.</param>
/// <param name="root">The folder with data sets.</param>
/// <param name="options">Whether its sum is compared, and what errors call it.</param>
/// <param name="progress">Is told how far it is.</param>
/// <param name="token">Stops it.</param>
internal sealed class ArchiveFile(DataArchive archive, string root, FetchOptions options, Action<FetchProgress> progress, CancellationToken token)
{
    private const int BufferBytes = 1 << 17;

    /// <summary>Compares the archive's sum with the official one, if that is wanted.</summary>
    /// <exception cref="DataSetException">It has another, or is no archive.</exception>
    public async Task CheckSumAsync(string file)
    {
        if (!options.VerifyChecksum) return;

        CheckKind(file);
        FileStream stream = Open(file);
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
                "Take the official archive, or accept another packing of the same files; what it holds is checked all the same.")
            { Reason = DataSetReason.OtherSum };
        }
    }

    public FetchResult Unpack(string file)
    {
        CheckKind(file);
        using FileStream stream = Open(file);
        using Unpacking unpacking = new(archive, root, options.From ?? file);
        unpacking.Extract(stream, progress, token);
        return unpacking.Finish();
    }

    private void CheckKind(string file)
    {
        FileKind kind = FileKinds.Of(file);
        if (kind is FileKind.Gzip or FileKind.Unknown) return;

        string advice = kind is FileKind.GitLfsPointer or FileKind.Html ? Conversion.General(kind)! : $"Take {archive.Url}.";
        throw new DataSetException(
            options.From ?? file, $"it is {kind.Words()}", $"the archive {archive.FileName}", advice + " Nothing that was there has been changed.");
    }

    private static FileStream Open(string file)
        => new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 1, FileOptions.SequentialScan);
}
