using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Execution;

/// <summary>Which kernel a term is for; shapes and weights decide, not what fires.</summary>
internal sealed class Terms(Student student)
{
    private readonly Dictionary<(Window Window, MapSize Read), TapMap> _maps = [];

    public LayerTerm Of(Term term)
    {
        if (term is not WeightTerm weights)
        {
            return student.Values[term.Source].Kind is ValueKind.Sums or ValueKind.Floats ? new FloatTerm((ValueTerm)term) : new SpikeTerm((ValueTerm)term);
        }

        bool image = term.Source == Student.Image;
        StudentValue value = image ? new StudentValue(student.Input.Size, ValueKind.Sums, byte.MaxValue) : student.Values[term.Source];
        (MapSize read, int largest) = (value.Size, value.Largest);
        WeightRows rows = new(weights, read.Channels);
        if (value.Kind is ValueKind.Spikes or ValueKind.Counts && SpreadTerm.Of(weights, rows, read, largest, student.Timesteps) is { } spread)
        {
            return spread;
        }

        if (image && DenseTerm.InFloats(rows, value))
        {
            return new ImageTerm(weights, rows, student.Input);
        }

        TapMap map = MapOf(weights.Window, read);
        if (value.Kind is ValueKind.Sums or ValueKind.Floats)
        {
            return new DenseTerm(weights, rows, map, student.Input, value);
        }

        if (rows.Floats is not null)
        {
            return new RowTerm<float>(weights, rows, map, [map.Taps], largest);
        }

        if (TableTerm.Holds(rows, largest))
        {
            return new TableTerm(weights, rows, map);
        }

        return SumRuns.Of(rows.Bounds, largest) is { } runs
            ? new RowTerm<short>(weights, rows, map, runs, largest)
            : new RowTerm<int>(weights, rows, map, [map.Taps], largest);
    }

    /// <summary>The places that a window reads, made once for all that read alike.</summary>
    public TapMap MapOf(Window window, MapSize read)
    {
        MapSize pixels = read with { Channels = 1 };
        if (!_maps.TryGetValue((window, pixels), out TapMap? map))
        {
            _maps.Add((window, pixels), map = new TapMap(window, pixels));
        }

        return map;
    }
}
