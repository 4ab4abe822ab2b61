namespace SpikeDistill.Architecture.Tests;

/// <summary>A type of a source project; what is nested in it counts as itself.</summary>
/// <param name="Name">Its name, without the namespace.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Folder">The folder of its file, from the project's own on: <c>Kernels/Spiking</c>, or <c>.</c>.</param>
internal sealed record SourceType(string Name, string Namespace, string Folder);

/// <summary>One type needs another of the same project: in a signature, a field, a constraint, an attribute or in code.</summary>
internal readonly record struct Need(SourceType From, SourceType To);
