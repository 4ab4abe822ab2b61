using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>ImageNet as Kaggle has it: the validation images lie in one folder, and a list above it says the class of each.</summary>
internal static class KaggleImageNet
{
    private const string ListName = "LOC_val_solution.csv", Inside = "ILSVRC/Data/CLS-LOC";
    private const int FoldersAbove = 3;

    /// <summary>The folder with <c>train/</c> and <c>val/</c>: below the one where the archive was unpacked, or itself.</summary>
    public static string Root(string folder) => Path.Combine(folder, Inside) is var inside && Directory.Exists(inside) ? inside : folder;

    /// <summary>The class of each validation image; null where there is no such list in the folder or above it.</summary>
    /// <param name="root">The folder with <c>train/</c> and <c>val/</c>.</param>
    /// <exception cref="DataSetException">The list cannot be read, or is none.</exception>
    public static ClassList? Solution(string root)
    {
        string? folder = root;
        for (int above = 0; above <= FoldersAbove && folder is not null; above++, folder = Path.GetDirectoryName(folder))
        {
            string list = Path.Combine(folder, ListName);
            if (File.Exists(list))
            {
                return ClassList.Read(
                    list,
                    "lines such as ILSVRC2012_val_00000001,n01751748 111 108 370 277",
                    "Unpack Kaggle's archive again.",
                    line => line.Split(',') is [var picture, var boxes] && boxes.Split(' ') is [{ Length: > 0 } its, ..] ? (picture, its) : null,
                    head: 1);
            }
        }

        return null;
    }
}
