namespace SpikeDistill.Options;

/// <summary>A key of a section that names an entry of a shelf, whose options stand beside it.</summary>
/// <param name="Key">The key.</param>
/// <param name="Kind">What the shelf holds, such as <c>optimizer</c>.</param>
/// <param name="Entries">What can be named.</param>
/// <param name="Default">What a section names that says nothing.</param>
internal sealed record Choice(string Key, string Kind, IReadOnlyList<Entry> Entries, Entry Default);
