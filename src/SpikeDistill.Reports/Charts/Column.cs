using System.Globalization;

namespace SpikeDistill.Reports.Charts;

/// <summary>A column of a figure's table: numbers, or texts.</summary>
public sealed record Column
{
    private Column(string name, IReadOnlyList<double?>? numbers, IReadOnlyList<string>? texts)
        => (Name, Numbers, Texts) = (Shortened.Of(name, Shortened.Name), numbers, texts);

    /// <summary>Its heading.</summary>
    public string Name { get; }

    /// <summary>Its numbers, as they were measured; null where there is none. Null for a column of texts.</summary>
    public IReadOnlyList<double?>? Numbers { get; }

    /// <summary>Its texts; null for a column of numbers.</summary>
    public IReadOnlyList<string>? Texts { get; }

    /// <summary>Its rows.</summary>
    public int Count => Numbers?.Count ?? Texts!.Count;

    /// <summary>A column of numbers.</summary>
    /// <param name="name">Its heading.</param>
    /// <param name="numbers">The numbers; null where there is none.</param>
    public static Column Of(string name, IEnumerable<double?> numbers) => new(name, [.. numbers], null);

    /// <summary>A column of texts.</summary>
    /// <param name="name">Its heading.</param>
    /// <param name="texts">The texts.</param>
    public static Column Of(string name, IEnumerable<string> texts) => new(name, null, [.. texts.Select(text => Shortened.Of(text, Shortened.Text))]);

    /// <summary>A cell in as many digits as give the number back; empty where there is none.</summary>
    /// <param name="row">The row, from 0.</param>
    public string Cell(int row) => Texts is { } texts ? texts[row] : Numbers![row]?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
