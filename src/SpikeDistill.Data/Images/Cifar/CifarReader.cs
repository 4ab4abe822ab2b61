using SpikeDistill.Interop;
using SpikeDistill.Interop.Pickles;

namespace SpikeDistill.Data;

/// <summary>
/// Reads and checks CIFAR's files in either form: folder, sizes, label ranges, class counts, and the sums that were written when they
/// were unpacked.
/// </summary>
internal sealed class CifarReader(CifarLayout layout, IReadOnlyList<CifarLayout> known)
{
    public ImageData Open(string root, PixelNormalization normalization)
    {
        (CifarLayout form, string folder) = layout.Find(root);
        return Directory.Exists(folder)
            ? new CifarReader(form, known).ReadAll(folder, normalization)
            : throw new DataSetException(folder, "there is no such folder", $"the files of {layout.Name}", HowToGet(root))
            {
                Reason = DataSetReason.Missing,
                FetchName = layout.FetchName,
            };
    }

    /// <summary>Reads everything and keeps nothing.</summary>
    public void Check(string root) => Open(root, Cifar10.Normalization);

    /// <summary>Reads everything in a folder of any name and keeps nothing.</summary>
    public void CheckFolder(string folder) => ReadAll(folder, Cifar10.Normalization);

    private ImageData ReadAll(string folder, PixelNormalization normalization)
    {
        IReadOnlyList<string> names = ReadNames(folder, layout.NamesFile, layout.Pickled?.Names, layout.Classes);
        IReadOnlyList<string> coarse = layout.CoarseNamesFile is { } file ? ReadNames(folder, file, layout.Pickled?.CoarseNames, layout.CoarseClasses) : [];
        return new ImageData(
            layout.Name,
            Read(folder, layout.Train, "train", names, coarse),
            Read(folder, layout.Test, "test", names, coarse),
            normalization);
    }

    /// <summary>What to do where there is nothing; an archive that lies there already is named.</summary>
    private string HowToGet(string root)
    {
        CifarLayout[] forms = layout.Other is null ? [layout] : [layout, layout.Other];
        return Array.Find(forms, form => File.Exists(Path.Combine(root, form.Archive))) is { } packed
            ? $"{packed.Archive} lies there already; unpack it there."
            : $"Unpack {layout.Archive} from https://www.cs.toronto.edu/~kriz/cifar.html into {root}, or name the folder "
                + $"that holds {string.Join(" or ", forms.Select(form => form.Folder))} with {DataRoot.Variable}.";
    }

    private IImageDataSet Read(string folder, IReadOnlyList<CifarFile> files, string part, IReadOnlyList<string> names, IReadOnlyList<string> coarseNames)
    {
        int count = files.Sum(file => file.Records), at = 0;
        byte[] pixels = new byte[(long)count * CifarLayout.Image.Size];
        byte[] labels = new byte[count], coarse = new byte[layout.CoarseClasses > 0 ? count : 0];
        IReadOnlyDictionary<string, string> sums = ReadSums(folder);
        foreach (CifarFile file in files)
        {
            string path = Path.Combine(folder, file.Name);
            byte[] content = ReadContent(path, file);
            byte[] bytes = layout.Pickled is null ? content : Unpickle(path, file, content);
            CheckLabels(path, bytes, layout.LabelBytes - 1, layout.Classes, "label");
            if (coarse.Length > 0) CheckLabels(path, bytes, 0, layout.CoarseClasses, "coarse label");
            FileSum.Check(sums, path, content, layout.Remedy, layout.FetchName);
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

    private byte[] ReadContent(string path, CifarFile file)
    {
        try
        {
            using FileStream stream = File.OpenRead(DiskFile.Require(path));
            FileKind kind = FileKinds.Of(stream);
            if (layout.Pickled is null ? stream.Length != layout.MostBytes(file) : kind != FileKind.Pickle)
            {
                CheckKind(path, kind);
            }

            if (layout.Pickled is null ? stream.Length != layout.MostBytes(file) : stream.Length > layout.MostBytes(file))
            {
                string records = $"{layout.MostBytes(file)} bytes ({file.Records} records of {layout.RecordBytes})";
                throw Wrong(path, DescribeSize(stream.Length, file), layout.Pickled is null ? records : $"at most {layout.MostBytes(file)} bytes");
            }

            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            return content;
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Wrong(path, Directory.Exists(path) ? "it is a folder" : "there is no such file", $"a file of {layout.Name}", failure, DataSetReason.Missing);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, $"it cannot be read ({failure.Message})", $"a readable file of {layout.Name}", failure, DataSetReason.CannotBeRead);
        }
    }

    private byte[] Unpickle(string path, CifarFile file, byte[] content)
    {
        try
        {
            return CifarPickle.Records(layout, file, content, path);
        }
        catch (PickleException failure)
        {
            throw Wrong(path, failure.Problem, $"a pickled batch of {layout.Name}", failure);
        }
        catch (InvalidDataException failure)
        {
            throw Wrong(path, failure.Message, $"a pickled batch of {layout.Name}", failure);
        }
    }

    /// <summary>Something else that lies under a file's name, as a page in place of a download.</summary>
    private void CheckKind(string path, FileKind kind)
    {
        if (Conversion.General(kind) is { } advice)
        {
            throw new DataSetException(path, $"it is {kind.Words()}", $"a file of {layout.Name}", $"{advice} {layout.Remedy}")
            {
                FetchName = layout.FetchName,
            };
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
            throw Wrong(
                Path.Combine(folder, FileSum.ListName),
                $"it cannot be read ({failure.Message})",
                "a readable list of sums, or none",
                failure,
                DataSetReason.CannotBeRead);
        }
    }

    private string DescribeSize(long length, CifarFile file)
    {
        if (layout.Pickled is not null) return $"it holds {length} bytes, far more than {file.Records} images take";

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
                string where = layout.Pickled is null ? $"record {at / layout.RecordBytes}, byte {at}," : $"image {at / layout.RecordBytes}";
                throw Wrong(path, $"{where} has the {what} {bytes[at]}", $"0 to {classes - 1}");
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

    private DataSetException Wrong(string path, string found, string expected, Exception? inner = null, DataSetReason reason = DataSetReason.Damaged)
        => new(path, found, expected, layout.Remedy, inner) { Reason = reason, FetchName = layout.FetchName };

    /// <summary>The names in a file, one a line or in a pickle; "class 0" and so on where the file is missing.</summary>
    private string[] ReadNames(string folder, string file, string? key, int classes)
    {
        string path = Path.Combine(folder, file);
        if (!File.Exists(path)) return [.. Enumerable.Range(0, classes).Select(i => $"class {i}")];

        string[] names;
        try
        {
            FileKind kind = FileKinds.Of(path);
            if (key is null || kind != FileKind.Pickle) CheckKind(path, kind);
            names = key is null
                ? [.. File.ReadAllLines(DiskFile.Require(path)).Select(line => line.Trim()).Where(line => line.Length > 0)]
                : [.. PickleFile.ReadDictionary(File.ReadAllBytes(DiskFile.Require(path)), path).Texts(key)];
        }
        catch (PickleException failure)
        {
            throw Wrong(path, failure.Problem, "pickled class names", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, $"it cannot be read ({failure.Message})", "a readable file of class names", failure, DataSetReason.CannotBeRead);
        }

        return names.Length == classes
            ? names
            : throw Wrong(path, $"it holds {names.Length} names", key is null ? $"{classes}, one a line" : $"{classes} in its '{key}'");
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
