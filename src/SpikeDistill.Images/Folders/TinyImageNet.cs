using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>The validation images of Tiny-ImageNet: one folder, and a file that says the class of each.</summary>
internal static class TinyImageNet
{
    /// <summary>Where they lie.</summary>
    public const string Folder = "val/images";

    private const string ListName = "val_annotations.txt";

    /// <summary>The class of each file, by its name; null where there is no such list.</summary>
    /// <exception cref="DataSetException">The list cannot be read, or is none.</exception>
    public static ClassList? Annotations(string root)
    {
        string list = Path.Combine(root, "val", ListName);
        return File.Exists(list)
            ? ClassList.Read(
                list,
                "a file and its class on each line, with a tab between them",
                "Unpack Tiny-ImageNet's archive again.",
                line => line.Split('\t') is [var picture, var its, ..] ? (picture, its) : null)
            : null;
    }
}
