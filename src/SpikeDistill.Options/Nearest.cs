namespace SpikeDistill.Options;

/// <summary>Finds what a misspelt word was meant to be.</summary>
internal static class Nearest
{
    /// <summary><c> Did you mean 'epochs'?</c> where one of the words is near, else nothing.</summary>
    public static string Suggestion(string word, IEnumerable<string> words)
        => Find(word, words) is { } near ? $" Did you mean '{near}'?" : "";

    /// <summary>The word with the fewest edits, if they are few against its length.</summary>
    public static string? Find(string word, IEnumerable<string> words)
    {
        word = Plain(word);
        (string Word, int Distance)? best = null;
        foreach (string candidate in words)
        {
            string plain = Plain(candidate);
            int distance = plain.StartsWith(word, StringComparison.Ordinal) && word.Length >= 3 ? 1 : Distance(word, plain);
            if (distance <= Math.Max(1, Math.Max(word.Length, plain.Length) / 3) && (best is null || distance < best.Value.Distance))
            {
                best = (candidate, distance);
            }
        }

        return best?.Word;
    }

    // "batch-size" and "batchSize" are "batch_size" in another's habit, not misspelt.
    private static string Plain(string word) => word.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Edits between two words: insert, delete, replace, or swap two neighbours.</summary>
    private static int Distance(string a, string b)
    {
        int[,] edits = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                edits[i, j] = Math.Min(i, j) == 0 ? Math.Max(i, j) : Math.Min(
                    Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1,
                    edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    edits[i, j] = Math.Min(edits[i, j], edits[i - 2, j - 2] + 1);
                }
            }
        }

        return edits[a.Length, b.Length];
    }
}
