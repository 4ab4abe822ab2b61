using SpikeDistill.Interop;

namespace SpikeDistill.Data;

/// <summary>
/// Reads and checks CIFAR's binary files: folder, sizes, label ranges, class counts, and the sums that were written when they were
/// unpacked.
/// </summary>
internal sealed class CifarReader(CifarLayout layout, IReadOnlyList<CifarLayout> known)
{
    public ImageData Open(string root, PixelNormalization normalization)
    {
        string folder = layout.Locate(root);
        if (!Directory.Exists(folder))
        {
            throw new DataSetException(
                folder,
                "there is no such folder",
                $"the files of {layout.Name}",
                $"Get it with 'spikedistill data fetch', or unpack {layout.Archive} from https://www.cs.toronto.edu/~kriz/cifar.html into {root}, or "
                    + $"name the folder that holds {layout.Folder} with --data-dir or {DataRoot.Variable}.");
        }

        IReadOnlyList<string> names = ReadNames(folder, layout.NamesFile, layout.Classes);
        IReadOnlyList<string> coarse = layout.CoarseNamesFile is null ? [] : ReadNames(folder, layout.CoarseNamesFile, layout.CoarseClasses);
        return new ImageData(
            layout.Name,
            Read(folder, layout.Train, "train", names, coarse),
            Read(folder, layout.Test, "test", names, coarse),
            normalization);
    }

    /// <summary>Reads everything and keeps nothing.</summary>
    public void Check(string root) => Open(root, Cifar10.Normalization);

    private IImageDataSet Read(string folder, IReadOnlyList<CifarFile> files, string part, IReadOnlyList<string> names, IReadOnlyList<string> coarseNames)
    {
        int count = files.Sum(file => file.Records), at = 0;
        byte[] pixels = new byte[(long)count * CifarLayout.Image.Size];
        byte[] labels = new byte[count], coarse = new byte[layout.CoarseClasses > 0 ? count : 0];
        IReadOnlyDictionary<string, string> sums = ReadSums(folder);
        foreach (CifarFile file in files)
        {
            string path = Path.Combine(folder, file.Name);
            byte[] bytes = ReadChecked(path, file);
            FileSum.Check(sums, path, bytes, layout.Remedy);
            for (int record = 0; record < file.Records; record++, at++)
            {
                ReadOnlySpan<byte> source = bytes.AsSpan(record * layout.RecordBytes, layout.RecordBytes);
                labels[at] = source[layout.LabelBytes - 1];
                if (coarse.Length > 0) coarse[at] = source[0];
                Interleave(source[layout.LabelBytes..], pixels.AsSpan(at * CifarLayout.Image.Size, CifarLayout.Image.Size));
            }
        }

        CheckBalance(folder, files, labels, layout.Classes, "label");
        if (coarse.Length > 0) CheckBalance(folder, files, coarse, layout.CoarseClasses, "coarse label");
        MemoryImages images = new($"{layout.Name} {part}", CifarLayout.Image, pixels, labels, names);
        return coarse.Length > 0 ? new Cifar100Images(images, coarse, coarseNames) : images;
    }

    private byte[] ReadChecked(string path, CifarFile file)
    {
        long expected = (long)file.Records * layout.RecordBytes;
        byte[] bytes;
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length != expected)
            {
                CheckKind(path, FileKinds.Of(stream));
                throw Wrong(path, DescribeSize(stream.Length, file), $"{expected} bytes ({file.Records} records of {layout.RecordBytes})");
            }

            bytes = new byte[expected];
            stream.ReadExactly(bytes);
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong(path, Directory.Exists(path) ? "it is a folder" : "there is no such file", $"a file of {layout.Name}", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, $"it cannot be read ({failure.Message})", $"a readable file of {layout.Name}", failure);
        }

        CheckLabels(path, bytes, layout.LabelBytes - 1, layout.Classes, "label");
        if (layout.LabelBytes > 1) CheckLabels(path, bytes, 0, layout.CoarseClasses, "coarse label");
        return bytes;
    }

    /// <summary>Something else that lies under a file's name, as a page in place of a download.</summary>
    private void CheckKind(string path, FileKind kind)
    {
        if (Conversion.General(kind) is { } advice)
        {
            throw new DataSetException(path, $"it is {kind.Words()}", $"a file of {layout.Name}", $"{advice} {layout.Remedy}");
        }
    }

    private IReadOnlyDictionary<string, string> ReadSums(string folder)
    {
        try
        {
            return FileSum.Read(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong(Path.Combine(folder, FileSum.ListName), $"it cannot be read ({failure.Message})", "a readable list of sums, or none", failure);
        }
    }

    private string DescribeSize(long length, CifarFile file)
    {
        foreach (CifarLayout other in known)
        {
            CifarFile? match = other.Files.FirstOrDefault(candidate => (long)candidate.Records * other.RecordBytes == length);
            if (match is not null) return $"it holds {length} bytes, the size of {other.Name}'s {match.Name}";
        }

        (long records, long rest) = Math.DivRem(length, layout.RecordBytes);
        string change = records < file.Records ? "it was cut" : "something was added";
        return $"it holds {length} bytes, {records} whole records and {rest} bytes ({change})";
    }

    private void CheckLabels(string path, ReadOnlySpan<byte> bytes, int offset, int classes, string what)
    {
        for (int at = offset; at < bytes.Length; at += layout.RecordBytes)
        {
            if (bytes[at] >= classes)
            {
                throw Wrong(path, $"record {at / layout.RecordBytes}, byte {at}, has the {what} {bytes[at]}", $"0 to {classes - 1}");
            }
        }
    }

    /// <summary>Each class has the same number of images in either part, by the authors' description; files in each other's place break that.</summary>
    private void CheckBalance(string folder, IReadOnlyList<CifarFile> files, ReadOnlySpan<byte> labels, int classes, string what)
    {
        int[] counts = new int[classes];
        foreach (byte label in labels) counts[label]++;
        int expected = labels.Length / classes, odd = Array.FindIndex(counts, count => count != expected);
        if (odd < 0) return;

        string path = files.Count == 1 ? Path.Combine(folder, files[0].Name) : folder;
        string where = files.Count == 1 ? string.Empty : $"in {files[0].Name} to {files[^1].Name} together ";
        throw Wrong(path, $"{where}the {what} {odd} occurs {counts[odd]} times", $"{expected} of each; labels were changed, or a file is a copy of another");
    }

    private DataSetException Wrong(string path, string found, string expected, Exception? inner = null)
        => new(path, found, expected, layout.Remedy, inner);

    /// <summary>The names in a file, one a line; "class 0" and so on where the file is missing.</summary>
    private string[] ReadNames(string folder, string file, int classes)
    {
        string path = Path.Combine(folder, file);
        if (!File.Exists(path)) return [.. Enumerable.Range(0, classes).Select(i => $"class {i}")];

        string[] names;
        try
        {
            CheckKind(path, FileKinds.Of(path));
            names = [.. File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, $"it cannot be read ({failure.Message})", "a readable file of class names", failure);
        }

        return names.Length == classes ? names : throw Wrong(path, $"it holds {names.Length} names", $"{classes}, one a line");
    }

    /// <summary>Planes [C, H, W] to interleaved channels [H, W, C].</summary>
    private static void Interleave(ReadOnlySpan<byte> planes, Span<byte> pixels)
    {
        int plane = planes.Length / 3;
        ReadOnlySpan<byte> red = planes[..plane], green = planes.Slice(plane, plane), blue = planes.Slice(2 * plane, plane);
        for (int i = 0; i < plane; i++)
        {
            pixels[3 * i] = red[i];
            pixels[(3 * i) + 1] = green[i];
            pixels[(3 * i) + 2] = blue[i];
        }
    }
}
