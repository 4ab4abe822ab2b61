using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Images;
using SpikeDistill.Interop;
using SpikeDistill.Interop.Events;

namespace SpikeDistill.Cli.Predicting;

/// <summary>What <c>--input</c> names: one .npy file, or pictures as files, folders and patterns.</summary>
internal static class InputFiles
{
    private const string Remedy = "Name pictures, folders of pictures, or a .npy file.";

    /// <summary>The one .npy file that was named; null where pictures were.</summary>
    public static string? Array(Terminal terminal, IReadOnlyList<string> inputs)
    {
        string? array = inputs.FirstOrDefault(input => input.EndsWith(".npy", StringComparison.OrdinalIgnoreCase));
        return inputs is [var only] ? array is not null || FileKinds.Of(terminal.FullPath(only)) == FileKind.Npy ? terminal.FullPath(only) : null
            : array is null ? null
            : throw NotAlone(array);
    }

    /// <summary>The pictures, absolute paths, each once.</summary>
    /// <exception cref="InputException">Something is not there, or there is no picture in it.</exception>
    public static IReadOnlyList<string> Pictures(Terminal terminal, IReadOnlyList<string> inputs)
        => [.. inputs.SelectMany(input => Of(terminal, input)).Distinct(StringComparer.Ordinal)];

    /// <summary>The recordings of an event camera, absolute paths, each once.</summary>
    /// <exception cref="InputException">Something is not there, or there is no recording in it.</exception>
    public static IReadOnlyList<string> Recordings(Terminal terminal, IReadOnlyList<string> inputs)
        => [.. inputs.SelectMany(input => RecordingsIn(terminal.FullPath(input))).Distinct(StringComparer.Ordinal)];

    private static void RequireOnDisk(string path)
    {
        if (DiskFile.IsSpecial(path))
        {
            throw new InputException($"'{path}': it cannot be sought, as pipes cannot; expected a file on disk. Copy it to disk first.");
        }
    }

    private static string[] RecordingsIn(string path)
    {
        const string Wanted = "Name recordings of an event camera, or folders of them";
        RequireOnDisk(path);
        if (File.Exists(path)) return [path];
        try
        {
            string[] found = Directory.Exists(path)
                ? [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
                    .Where(file => EventFiles.Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
                    .Order(StringComparer.Ordinal)]
                : Matching(path);
            return found.Length > 0
                ? found
                : throw new InputException(
                    $"{path}: there is no such file, and no recording in it. {Wanted} ({string.Join(", ", EventFiles.Extensions)}, .h5).");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {failure.Sentence()} {Wanted}.", failure);
        }
    }

    private static string[] Of(Terminal terminal, string input)
    {
        string path = terminal.FullPath(input);
        RequireOnDisk(path);
        if (File.Exists(path))
        {
            FileKind kind = FileKinds.Of(path);
            return kind is FileKind.Image or FileKind.Unknown ? [path]
                : Conversion.ToNpy(kind) is { } advice ? throw new InputException($"{path}: it is {kind.Words()}, not a .npy file or a picture. {advice}")
                : throw NotAlone(input);
        }

        try
        {
            string[] found = Directory.Exists(path) ? [.. PictureFiles.In(path)] : Matching(path);
            return found.Length > 0 ? found : throw new InputException(
                $"{path}: {(Directory.Exists(path) ? "no picture lies in this folder" : "there is no such file, and none that the pattern fits")}. {Remedy}");
        }
        catch (DataSetException failure)
        {
            throw new InputException(failure.Message, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {failure.Sentence()} {Remedy}", failure);
        }
    }

    private static InputException NotAlone(string array)
        => new($"{array}: a .npy file is the only input where it is one. Give the pictures in another call.");

    /// <summary>Files by a pattern in the last part of a path, where no shell has spelt it out.</summary>
    private static string[] Matching(string path)
    {
        string folder = Path.GetDirectoryName(path)!, pattern = Path.GetFileName(path);
        return pattern.AsSpan().ContainsAny('*', '?') && Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, pattern).Order(StringComparer.Ordinal)]
            : [];
    }
}
