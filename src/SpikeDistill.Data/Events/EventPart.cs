using SpikeDistill.Interop.Events;

namespace SpikeDistill.Data;

/// <summary>The recordings of a data set.</summary>
/// <param name="ClassNames">One name for each class.</param>
/// <param name="Train">Those to train on.</param>
/// <param name="Test">Those to test on.</param>
internal sealed record EventRecordings(IReadOnlyList<string> ClassNames, EventPart Train, EventPart Test);

/// <summary>Recordings with their classes.</summary>
/// <param name="Labels">The class of each.</param>
/// <param name="Read">Reads one; safe from several threads at once.</param>
/// <param name="NameOf">How messages name one: its file, from the folder of the set.</param>
/// <param name="StampOf">Tells one from others without reading it: file, length, time and, where it is a piece of a file, which.</param>
internal sealed record EventPart(IReadOnlyList<int> Labels, Func<int, EventRecording> Read, Func<int, string> NameOf, Func<int, string> StampOf);
