namespace SpikeDistill.Inference.Execution;

/// <summary>
/// Rows of a convolution's weights that are summed one after the other while they are in the first-level cache. Behind them lies a row of zeros,
/// which lists are filled up with.
/// </summary>
internal sealed class RowPart
{
    /// <summary>What stays in a first-level cache of 48 KB beside sums and lists; in one of 32 KB most of it does.</summary>
    private const int MostBytes = 60 << 10;

    /// <summary>The first tap.</summary>
    public required int Tap { get; init; }

    /// <summary>Behind its last; a part of several taps has all of their rows.</summary>
    public required int TapEnd { get; init; }

    /// <summary>The first plane of spikes that is read.</summary>
    public required int Plane { get; init; }

    /// <summary>Behind its last.</summary>
    public required int PlaneEnd { get; init; }

    /// <summary>The first word of a plane.</summary>
    public required int Word { get; init; }

    /// <summary>Behind its last.</summary>
    public required int WordEnd { get; init; }

    /// <summary>The first row, of [taps, inputs].</summary>
    public required int FirstRow { get; init; }

    /// <summary>Rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Where the first row lies, counted in rows with those of zeros.</summary>
    public required int Place { get; init; }

    /// <summary>Whether sums begin with it.</summary>
    public required bool BeginsRun { get; init; }

    /// <summary>Whether an element may hold no more.</summary>
    public required bool EndsRun { get; init; }

    /// <summary>The parts of a convolution, in the order in which rows are summed: tap by tap, plane by plane, word by word.</summary>
    /// <param name="runEnds">Behind the last tap of each run whose sums an element holds.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="planes">Spikes that a value is the sum of.</param>
    /// <param name="rowBytes">Bytes of a row that are summed together.</param>
    public static RowPart[] Of(int[] runEnds, int inputs, int planes, int rowBytes)
    {
        int words = (inputs + 63) / 64, most = MostBytes / rowBytes, taps = Math.Max(1, most / inputs);
        bool whole = inputs <= most;
        int together = whole ? words : Math.Max(1, most / 64), planesTogether = whole ? planes : 1;
        List<RowPart> parts = [];
        int tap = 0, place = 0;
        foreach (int end in runEnds)
        {
            int shares = (end - tap + taps - 1) / taps, first = tap;
            for (int share = 1; share <= shares; share++)
            {
                // Shares of one size, so that none is short.
                int tapEnd = first + ((end - first) * share / shares), begun = place;
                for (int plane = 0; plane < planes; plane += planesTogether)
                {
                    place = begun;
                    for (int word = 0; word < words; word += together)
                    {
                        int wordEnd = Math.Min(word + together, words), inTap = Math.Min(wordEnd * 64, inputs) - (word * 64);
                        RowPart part = new()
                        {
                            Tap = tap,
                            TapEnd = tapEnd,
                            Plane = plane,
                            PlaneEnd = Math.Min(plane + planesTogether, planes),
                            Word = word,
                            WordEnd = wordEnd,
                            FirstRow = (tap * inputs) + (word * 64),
                            Rows = (tapEnd - tap - 1) * inputs + inTap,
                            Place = place,
                            BeginsRun = tap == first && plane == 0 && word == 0,
                            EndsRun = tapEnd == end && plane + planesTogether >= planes && wordEnd == words,
                        };
                        parts.Add(part);
                        place += part.Rows + 1;
                    }
                }

                tap = tapEnd;
            }
        }

        return [.. parts];
    }
}
