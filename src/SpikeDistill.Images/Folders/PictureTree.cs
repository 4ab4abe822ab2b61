using SpikeDistill.Data;

namespace SpikeDistill.Images;

/// <summary>The pictures of a folder, as they lie there.</summary>
/// <param name="Layout">What was recognized, in words, such as <c>class folders in train/ and val/</c>.</param>
/// <param name="ClassNames">One name for each class.</param>
/// <param name="Train">The training pictures, or all where no folder is for testing.</param>
/// <param name="Test">The pictures of the folder for testing; null where there is none.</param>
/// <param name="Skipped">Files that are no pictures though their names promise them.</param>
/// <param name="Fingerprint">Tells these files from others: a sum over their names, lengths and times.</param>
internal sealed record PictureTree(
    string Layout,
    IReadOnlyList<string> ClassNames,
    PictureList Train,
    PictureList? Test,
    IReadOnlyList<SkippedImage> Skipped,
    string Fingerprint);
