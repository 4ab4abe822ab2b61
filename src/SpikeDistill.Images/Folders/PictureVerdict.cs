namespace SpikeDistill.Images;

/// <summary>What a file is by its first bytes; as the index keeps it.</summary>
internal enum PictureVerdict : byte
{
    /// <summary>It begins as a picture.</summary>
    Picture = (byte)'+',

    /// <summary>It has no bytes.</summary>
    Empty = (byte)'0',

    /// <summary>Its name promises a picture, its bytes are none that is read.</summary>
    Other = (byte)'?',

    /// <summary>It is no picture and does not look like one: a list or a note beside the pictures.</summary>
    Beside = (byte)'-',
}
