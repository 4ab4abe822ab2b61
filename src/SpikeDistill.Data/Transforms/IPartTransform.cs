namespace SpikeDistill.Data;

/// <summary>
/// A transform that shows a part of an image, stretched to its size. Where it is the first of a view and the pictures are larger than they
/// are shown, it is drawn on the whole picture, so that a small part is as sharp as the picture allows.
/// </summary>
public interface IPartTransform : IImageTransform, IPart;
