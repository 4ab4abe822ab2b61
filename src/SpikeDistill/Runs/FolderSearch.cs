namespace SpikeDistill.Runs;

/// <summary>
/// Finds folders of a kind in a folder and in folders in it, in the order of their names; in one that was found no others are looked for. What
/// is hidden or half made is passed by, and no link is followed, which could lead in a circle.
/// </summary>
/// <param name="isOne">Whether a folder is of the kind.</param>
internal sealed class FolderSearch(Func<string, bool> isOne)
{
    /// <summary>How far down is looked: a folder of comparisons has its runs three folders further in, and may itself be that of a month of a year.</summary>
    public const int Depth = 6;

    private int _left = int.MaxValue;

    /// <summary>How many folders are looked into at most.</summary>
    public int Most { init => _left = value; }

    /// <summary>Whether a link to such a folder is one too.</summary>
    public bool TakesLinks { get; init; }

    /// <summary>Is told of a folder that cannot be read, and why; null has it thrown.</summary>
    public Action<string, Exception>? Unread { get; init; }

    /// <summary>Is told where the search ended because it looked into the most folders; null for nobody.</summary>
    public Action<string>? Ended { get; init; }

    /// <summary>Is told of a folder that has folders in it which lie too deep to be looked into; null for nobody.</summary>
    public Action<string>? TooDeep { get; init; }

    /// <summary>The folder, where it is one itself, or those below it.</summary>
    public IEnumerable<string> In(string folder) => isOne(folder) ? [folder] : Below(folder);

    /// <summary>Those below a folder.</summary>
    public IEnumerable<string> Below(string folder) => Below(folder, Depth);

    private IEnumerable<string> Below(string folder, int depth)
    {
        foreach (string inner in Inner(folder))
        {
            if (--_left == 0)
            {
                Ended?.Invoke(inner);
            }

            if (_left <= 0)
            {
                yield break;
            }

            bool isLink = new DirectoryInfo(inner).LinkTarget is not null;
            if (isLink ? TakesLinks && isOne(inner) : isOne(inner))
            {
                yield return inner;
            }
            else if (depth > 1 && !isLink)
            {
                foreach (string found in Below(inner, depth - 1))
                {
                    yield return found;
                }
            }
            else if (!isLink && TooDeep is not null && Inner(inner).Length > 0)
            {
                TooDeep(inner);
            }
        }
    }

    private string[] Inner(string folder)
    {
        try
        {
            return [.. Directory.EnumerateDirectories(folder).Where(IsLookedAt).Order(StringComparer.Ordinal)];
        }
        catch (Exception failure) when (Unread is not null && failure is (IOException or UnauthorizedAccessException))
        {
            Unread(folder, failure);
            return [];
        }
    }

    /// <summary>Not what is hidden, or half made.</summary>
    private static bool IsLookedAt(string folder)
        => Path.GetFileName(folder) is var name && !name.StartsWith('.') && !name.EndsWith(".tmp", StringComparison.Ordinal);
}
