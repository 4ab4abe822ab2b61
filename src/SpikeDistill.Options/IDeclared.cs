namespace SpikeDistill.Options;

/// <summary>A value that knows the entry it is named by, so that it is written, told and checked without a catalog; reading takes one.</summary>
/// <typeparam name="TValue">What values of its kind have in common, such as a neuron.</typeparam>
public interface IDeclared<TValue>
    where TValue : notnull
{
    /// <summary>The name and options that recipes give it.</summary>
    Entry<TValue> Declared { get; }
}

/// <summary>What declared values can do.</summary>
internal static class DeclaredValue
{
    /// <summary>A value as a recipe writes it: its name under a key, and its options beside.</summary>
    public static IEnumerable<MapEntry> Written<TValue>(this IDeclared<TValue> value, string key)
        where TValue : notnull
        => [new MapEntry(new ScalarNode(key), new ScalarNode(value.Declared.Name)), .. ((MapNode)value.Declared.Section.Write((TValue)value)).Entries];

    /// <summary>A value in words: its name and its options.</summary>
    public static string Words<TValue>(this IDeclared<TValue> value)
        where TValue : notnull
        => string.Join(", ", ((MapNode)value.Declared.Section.Write((TValue)value)).Entries
            .Select(option => $"{option.Key.Text.Replace('_', ' ')} {NodeText.Of(option.Value)}").Prepend(value.Declared.Name));

    /// <summary>Refuses options that no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible value.</exception>
    public static void CheckOptions<TValue>(this IDeclared<TValue> value)
        where TValue : notnull
        => value.Declared.Section.Check((TValue)value, value.Declared.Name);
}
