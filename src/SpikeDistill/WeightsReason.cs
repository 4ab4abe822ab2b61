namespace SpikeDistill;

/// <summary>Why weights cannot be used.</summary>
public enum WeightsReason
{
    /// <summary>There is no such file, or a folder without weights.</summary>
    Missing,

    /// <summary>The system does not let the file be read.</summary>
    CannotBeRead,

    /// <summary>The file is of another program, whose weights are imported first.</summary>
    Foreign,

    /// <summary>Another version of SpikeDistill wrote the file, in another format.</summary>
    OtherFormat,

    /// <summary>The file is not what it was when it was written, or is not of its kind at all.</summary>
    Damaged,

    /// <summary>The weights are those of another network than the one that is asked for.</summary>
    OtherNetwork,

    /// <summary>The weights hold numbers that no network computes with: not finite ones, negative variances.</summary>
    Impossible,

    /// <summary>The file has no entry of the name that was asked for.</summary>
    NoSuchEntry,

    /// <summary>The file does not say which data set its network was trained on.</summary>
    UnknownDataSet,

    /// <summary>The file holds a network of parts, or of neurons, that there are none of here.</summary>
    Unsupported,
}
