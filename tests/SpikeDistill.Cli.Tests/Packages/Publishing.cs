namespace SpikeDistill.Cli.Tests.Packages;

/// <summary>Tests that publish or pack the program write the same intermediate files, so they run one after another.</summary>
[CollectionDefinition(nameof(Publishing))]
public sealed class Publishing;
