namespace SpikeDistill.Interop.Pickles;

/// <summary>
/// What a pickle may name and call. Nothing of Python is run: a name that is known stands for a value, and a call of it is answered here.
/// What is called with something else than it takes throws <see cref="InvalidOperationException"/>.
/// </summary>
internal abstract class PickleVocabulary
{
    /// <summary>What the pickle may hold, in words, for the error at what it may not.</summary>
    public abstract string Kinds { get; }

    /// <summary>What to do with a pickle that holds something else.</summary>
    public abstract string Advice { get; }

    /// <summary>Whether the pickle refers to what stands outside it, by PERSID and BINPERSID.</summary>
    public virtual bool RefersOutside => false;

    /// <summary>The function or class of a name; null for one that is refused.</summary>
    public abstract object? Find(string module, string name);

    /// <summary>What a call gives.</summary>
    public abstract object? Call(object? function, object?[] arguments);

    /// <summary>Gives a value the state that stands after it.</summary>
    public abstract void SetState(object? target, object? state);

    /// <summary>What stands outside the pickle under an identity.</summary>
    public virtual object? Outside(object? identity) => throw new InvalidOperationException("it refers to something outside it");

    protected static InvalidOperationException WrongCall() => new("a function is called with something else than it takes");
}
