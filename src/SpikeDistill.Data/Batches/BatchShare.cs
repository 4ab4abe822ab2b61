namespace SpikeDistill.Data;

/// <summary>
/// The images of every batch that one of several engines works on: consecutive ones. Where a batch goes through the network in parts, those of
/// each part, so that all engines together have the same parts as one engine would.
/// </summary>
/// <param name="Rank">Which of the engines, from 0.</param>
/// <param name="Ranks">How many there are; each part of a batch has at least as many images.</param>
/// <param name="Parts">In how many parts a batch goes through the network; a batch of fewer images has as many parts as images.</param>
/// <param name="Pieces">In how many pieces it has its images of a part: those that as many engines would have in its place.</param>
public sealed record BatchShare(int Rank, int Ranks, int Parts = 1, int Pieces = 1)
{
    /// <summary>The images of a piece, or of a batch's part where that is one piece, at most.</summary>
    /// <param name="images">The images of the batch.</param>
    public int Largest(int images)
    {
        int[] bounds = Of(images).Bounds;
        return bounds.Skip(1).Zip(bounds, (end, start) => end - start).Max();
    }

    /// <summary>The places in a batch, and where those of each piece of each part begin and end among them, [parts · pieces + 1].</summary>
    /// <param name="images">The images of the batch.</param>
    internal (int[] Places, int[] Bounds) Of(int images)
    {
        int parts = Math.Min(Parts, images);
        List<int> places = [];
        int[] bounds = new int[(parts * Pieces) + 1];
        for (int part = 0; part < parts; part++)
        {
            int first = Bound(images, part, parts), length = Bound(images, part + 1, parts) - first;
            for (int piece = 0; piece < Pieces; piece++)
            {
                int place = (Rank * Pieces) + piece, start = Bound(length, place, Ranks * Pieces);
                places.AddRange(Enumerable.Range(first + start, Bound(length, place + 1, Ranks * Pieces) - start));
                bounds[(part * Pieces) + piece + 1] = places.Count;
            }
        }

        return ([.. places], bounds);
    }

    /// <summary>Where one of so many pieces of about equal length begins.</summary>
    internal static int Bound(int length, int piece, int pieces) => (int)((long)piece * length / pieces);
}
