namespace SpikeDistill.Data;

/// <summary>Two images of a batch that are mixed with each other, the one at a place from its beginning and the one at as many from its end.</summary>
/// <param name="First">Where the first is rendered.</param>
/// <param name="Second">Where the second is; the same for the image in the middle, which stays as it is.</param>
/// <param name="FirstPlace">The first one's place in the batch.</param>
internal readonly record struct MixedPair(int First, int Second, int FirstPlace)
{
    /// <summary>All pairs that images at some places of a batch are in. Those of others are rendered behind these.</summary>
    public static MixedPair[] Of(int[] places, int whole)
    {
        Dictionary<int, int> slots = places.Select((place, slot) => (place, slot)).ToDictionary(one => one.place, one => one.slot);
        List<MixedPair> pairs = [];
        int spare = places.Length;
        for (int slot = 0; slot < places.Length; slot++)
        {
            int place = places[slot], other = whole - 1 - place;
            if (!slots.TryGetValue(other, out int second)) pairs.Add(new MixedPair(slot, spare++, place));
            else if (place <= other) pairs.Add(new MixedPair(slot, second, place));
        }

        return [.. pairs];
    }
}
