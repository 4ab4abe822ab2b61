namespace SpikeDistill.Data;

/// <summary>Why a data set cannot be used or taken.</summary>
public enum DataSetReason
{
    /// <summary>What is there is not what belongs there: another size, other content, a label that cannot be.</summary>
    Damaged,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>The system does not let it be read.</summary>
    CannotBeRead,

    /// <summary>An archive has another sum than the official one.</summary>
    OtherSum,

    /// <summary>What was named to take it from is not there, or is nothing that it can be taken from.</summary>
    NoSource,

    /// <summary>Files lie where its folder belongs.</summary>
    InTheWay,
}
