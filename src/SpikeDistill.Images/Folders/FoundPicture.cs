namespace SpikeDistill.Images;

/// <summary>A file in a folder of pictures.</summary>
/// <param name="Path">Its path from the set's folder, with <c>/</c> between folders.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Changed">When it was written last, ticks of UTC.</param>
internal readonly record struct FoundPicture(string Path, long Bytes, long Changed);
