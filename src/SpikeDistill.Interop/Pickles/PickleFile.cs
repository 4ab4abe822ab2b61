namespace SpikeDistill.Interop.Pickles;

/// <summary>
/// Plain data in Python's pickles, of any protocol and of Python 2 or 3: numbers, texts, bytes, lists, tuples, dictionaries of texts,
/// and NumPy arrays of numbers. A pickle is a program; here a few of its operations build these values, nothing is run, and what
/// names anything else is refused by that name.
/// Format: the source of Python's <c>pickletools</c>.
/// </summary>
public static class PickleFile
{
    /// <summary>The dictionary that a pickle is.</summary>
    /// <param name="content">The whole pickle; arrays of the result refer to it.</param>
    /// <param name="file">How errors name it.</param>
    /// <exception cref="PickleException">The content is damaged, is no dictionary, or asks for something that is not plain data.</exception>
    public static PickleDictionary ReadDictionary(ReadOnlyMemory<byte> content, string file)
        => new PickleMachine(content, file, new PlainVocabulary(content.Length)).Run() is Dictionary<string, object?> entries
            ? new PickleDictionary(file, entries)
            : throw new PickleException(file, "it does not hold a dictionary.", "It is another pickle than is looked for.");
}
