namespace SpikeDistill.Data;

/// <summary>A data set or a transform of one's own failed, or gave what cannot be; the message names it and the image.</summary>
public sealed class OwnImagesException : Exception
{
    private OwnImagesException(string part, int index, string what, Exception? inner = null)
        : base(what, inner) => (Part, Index) = (part, index);

    /// <summary>The name of the data set or of the transform.</summary>
    public string Part { get; }

    /// <summary>The place of the image in its data set.</summary>
    public int Index { get; }

    internal static OwnImagesException OfSet(IImageDataSet set, int index, string member, Exception inner)
        => new(set.Name, index, $"The data set '{set.Name}' failed in {member} at image {index} of {set.Count}: {Told(inner)}", inner);

    internal static OwnImagesException OfLabel(IImageDataSet set, int index, int label)
        => new(set.Name, index, $"The data set '{set.Name}' says that image {index} is of class {label}; expected 0 to {set.Classes - 1}.");

    internal static OwnImagesException OfTransform(string transform, IImageDataSet set, int index, Exception inner)
        => new(transform, index, $"The transform '{transform}' failed at image {index} of '{set.Name}': {Told(inner)}", inner);

    private static string Told(Exception failure) => $"{failure.Message} ({failure.GetType().Name})";
}
