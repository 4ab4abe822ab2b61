namespace SpikeDistill.Options;

/// <summary>A part of a section: a key, or a choice with the options of what is chosen.</summary>
internal abstract class Part<T>
{
    /// <summary>What is chosen by it; null for a part that is no choice.</summary>
    /// <param name="initial">The section with nothing given.</param>
    public virtual Choice? Choice(T initial) => null;

    /// <summary>Settles what later keys depend on.</summary>
    public virtual T Begin(T section, MapNode map, string path) => section;

    /// <summary>The keys that there are in a section that is settled.</summary>
    public abstract IEnumerable<Key<T>> Keys(T section);

    /// <summary>Why a key that is not there might have been expected, as a sentence after a space; null where nothing is known of it.</summary>
    public virtual string? Elsewhere(string key, T section) => null;

    /// <summary>Whether a key that is not there says of another entry what holds by default: older recipes wrote that out, and it is no mistake.</summary>
    public virtual bool SaysNothing(MapEntry entry) => false;

    /// <summary>The same part of a section that this one is a part of.</summary>
    public abstract Part<TWhole> In<TWhole>(Func<TWhole, T> part, Func<TWhole, T, TWhole> replace);
}

/// <summary>One key.</summary>
internal sealed class KeyPart<T>(Key<T> key) : Part<T>
{
    public override IEnumerable<Key<T>> Keys(T section) => [key];

    public override Part<TWhole> In<TWhole>(Func<TWhole, T> part, Func<TWhole, T, TWhole> replace) => new KeyPart<TWhole>(key.In(part, replace));
}
