namespace SpikeDistill.Data;

/// <summary>Where a recording is cut into frames.</summary>
public enum FrameCut
{
    /// <summary>Every frame has the same number of events, the last one those that are left over: CIFAR10-DVS as BKDSNN and SpikingJelly cut it.</summary>
    Number,

    /// <summary>Every frame has the same share of the recording's time.</summary>
    Time,

    /// <summary>Every frame has a given duration, from the first event on; what comes later is left out, frames that nothing is left for are empty.</summary>
    Duration,
}
