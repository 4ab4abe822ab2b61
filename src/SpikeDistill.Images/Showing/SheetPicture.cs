using SpikeDistill.Data;
using SpikeDistill.Interop;

namespace SpikeDistill.Images;

/// <summary>A picture of a contact sheet with what stands below it.</summary>
/// <param name="Pixels">[side, side, 3] with the side of <see cref="ContactSheet.Side"/>.</param>
/// <param name="Title">The first line, such as the class.</param>
/// <param name="Note">The second line, such as the file.</param>
public sealed record SheetPicture(byte[] Pixels, string Title, string Note)
{
    /// <summary>Decodes the middle of a picture for a sheet.</summary>
    /// <param name="file">The file.</param>
    /// <param name="middle">The share of its shorter side that is shown.</param>
    /// <param name="title">The first line.</param>
    /// <param name="note">The second line.</param>
    /// <exception cref="PictureException">It cannot be decoded.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static SheetPicture Of(string file, double middle, string title, string note)
    {
        byte[] pixels = new byte[ContactSheet.Side * ContactSheet.Side * 3];
        using Picture picture = Picture.Open(File.ReadAllBytes(DiskFile.Require(file)));
        picture.Copy(picture.Middle(middle), new ImageShape(ContactSheet.Side, ContactSheet.Side, 3), pixels);
        return new SheetPicture(pixels, title, note);
    }
}
