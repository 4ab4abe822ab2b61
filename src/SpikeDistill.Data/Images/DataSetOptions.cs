namespace SpikeDistill.Data;

/// <summary>How a data set is opened.</summary>
public sealed record DataSetOptions
{
    /// <summary>The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</summary>
    public string? Directory { get; init; }

    /// <summary>What to generate when the synthetic set is opened.</summary>
    public SyntheticOptions Synthetic { get; init; } = new();
}
