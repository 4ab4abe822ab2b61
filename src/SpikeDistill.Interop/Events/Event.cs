namespace SpikeDistill.Interop.Events;

/// <summary>One event of an event camera: a pixel that became brighter or darker.</summary>
/// <param name="Time">When, in microseconds.</param>
/// <param name="X">Its column, from the left.</param>
/// <param name="Y">Its row, as the file counts them.</param>
/// <param name="On">Whether it became brighter.</param>
public readonly record struct Event(long Time, ushort X, ushort Y, bool On);
