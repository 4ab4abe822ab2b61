using System.Text;

namespace SpikeDistill.Images;

/// <summary>Pictures in their order with their classes; a million of them take some fifty bytes each.</summary>
internal sealed class PictureList
{
    private readonly byte[] _paths;
    private readonly long[] _ends;
    private readonly int[] _labels;

    /// <param name="pictures">Path from the set's folder, and class, of each.</param>
    public PictureList(IReadOnlyList<(string Path, int Label)> pictures)
    {
        _labels = [.. pictures.Select(picture => picture.Label)];
        _ends = new long[pictures.Count];
        using MemoryStream paths = new();
        for (int i = 0; i < pictures.Count; i++)
        {
            paths.Write(Encoding.UTF8.GetBytes(pictures[i].Path));
            _ends[i] = paths.Length;
        }

        _paths = paths.ToArray();
    }

    public int Count => _labels.Length;

    /// <summary>The memory it takes, bytes.</summary>
    public long Bytes => _paths.LongLength + (_labels.LongLength * (sizeof(long) + sizeof(int)));

    public int Label(int index) => _labels[index];

    /// <summary>The path from the set's folder, with <c>/</c> between folders.</summary>
    public string Path(int index)
    {
        int start = index == 0 ? 0 : (int)_ends[index - 1];
        return Encoding.UTF8.GetString(_paths, start, (int)_ends[index] - start);
    }
}
