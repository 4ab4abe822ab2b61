using SpikeDistill.Reports.Charts;
using SpikeDistill.Reports.Reading;

namespace SpikeDistill.Reports.Figures;

/// <summary>The figures of a report, and what is left out of it.</summary>
internal sealed class FigureList
{
    private readonly List<Figure> _figures = [];
    private readonly List<Omission> _omissions = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    public IReadOnlyList<Figure> Figures => _figures;

    public IReadOnlyList<Omission> Omissions => _omissions;

    /// <summary>Adds a figure; one whose name is taken is numbered.</summary>
    public void Add(Figure figure)
    {
        string id = figure.Id;
        for (int number = 2; !_ids.Add(id); number++)
        {
            id = $"{figure.Id}-{number}";
        }

        _figures.Add(figure with { Id = id });
    }

    /// <summary>Says why a figure is not there.</summary>
    /// <param name="what">Its title.</param>
    /// <param name="why">Why, and what would bring it.</param>
    public void LeaveOut(string what, string why) => _omissions.Add(new Omission(what, why));
}
