using SpikeDistill.Catalogs;
using SpikeDistill.Images;
using SpikeDistill.Onnx;

namespace SpikeDistill.Cli.Screen;

/// <summary>What the program can name: all that the library does, and folders of pictures and models of ONNX, which need packages of their own.</summary>
internal static class ProgramCatalog
{
    /// <summary>What ships.</summary>
    public static Catalog Shipped { get; } = With(new Catalog());

    /// <summary>A catalog with what the program adds to it.</summary>
    /// <param name="catalog">One that a program of one's own has made; null for what ships.</param>
    public static Catalog Of(Catalog? catalog) => catalog is null || catalog == Catalog.Default ? Shipped : With(catalog);

    private static Catalog With(Catalog catalog)
    {
        if (!catalog.DataSets.Contains(PictureFolder.Entry.Name))
        {
            catalog.DataSets.Add(PictureFolder.Entry);
            catalog.DataSets.Add(PictureFolder.ImageNetEntry);
        }

        OnnxTeacher.AddTo(catalog);
        return catalog;
    }
}
