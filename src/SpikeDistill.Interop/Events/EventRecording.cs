namespace SpikeDistill.Interop.Events;

/// <summary>The events of one recording, in the order of the file.</summary>
/// <param name="Width">Columns of the sensor.</param>
/// <param name="Height">Rows of the sensor.</param>
/// <param name="Events">The events, every one of them on the sensor.</param>
public sealed record EventRecording(int Width, int Height, ReadOnlyMemory<Event> Events)
{
    /// <summary>Events that were left out because their pixel is not on the sensor.</summary>
    public int Outside { get; init; }

    /// <summary>Events whose time is before that of the event before them.</summary>
    public int Backwards { get; init; }

    /// <summary>Records that are no events of pixels and were passed over: triggers, frames, samples of motion.</summary>
    public long Others { get; init; }

    /// <summary>What was found amiss, in words; null where nothing was.</summary>
    public string? Remarks
    {
        get
        {
            string outside = Outside == 0 ? "" : $"{Outside} events outside the sensor of {Width}x{Height} were left out";
            string backwards = Backwards == 0 ? "" : $"{Backwards} events are earlier than those before them";
            return (outside, backwards) switch
            {
                ("", "") => null,
                (_, "") => outside,
                ("", _) => backwards,
                _ => $"{outside}; {backwards}",
            };
        }
    }
}
