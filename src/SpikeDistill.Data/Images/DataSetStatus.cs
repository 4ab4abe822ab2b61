namespace SpikeDistill.Data;

/// <summary>Whether a data set's files are here, by their names and sizes.</summary>
/// <param name="Info">The data set.</param>
/// <param name="Folder">Where its files are, or were looked for; null for a set that needs none.</param>
/// <param name="IsPresent">Whether its folder is there.</param>
/// <param name="Problem">What is wrong with the files that are there; null if nothing is.</param>
public sealed record DataSetStatus(DataSetInfo Info, string? Folder, bool IsPresent, string? Problem);
