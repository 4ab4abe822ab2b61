using SpikeDistill.Tensors;

namespace SpikeDistill.Distillation;

/// <summary>A term of one's own failed, or gave something else than a scalar; the message names the term and says how it failed.</summary>
public sealed class TermException : RunException
{
    private TermException(string term, string what, Exception? inner = null)
        : base($"The objective term '{term}' {what}", inner!) => Term = term;

    /// <summary>The term's name in results.</summary>
    public string Term { get; }

    /// <summary>Makes what a term is worked out by.</summary>
    /// <exception cref="ArgumentException">The term does not fit the networks.</exception>
    internal static Func<Tape, TermInputs, Tensor> Making(string name, Term term, TermContext context)
    {
        try
        {
            return term.Prepare(context) ?? throw new TermException(name, "could not be made: its Prepare gives null.");
        }
        catch (Exception failure) when (failure is not (RunException or ArgumentException) && !IsOurs(term.GetType()))
        {
            throw new TermException(name, $"could not be made: {Told(failure)}", failure);
        }
    }

    /// <summary>Works a term out. What goes wrong in one that ships is not the user's to mend and passes through.</summary>
    internal static T Guard<T>(string name, Term term, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception failure) when (failure is not TermException && !IsOurs(term.GetType()))
        {
            throw new TermException(name, $"failed: {Told(failure)}", failure);
        }
    }

    /// <summary>A term's value, if it is one.</summary>
    internal static Tensor Scalar(string name, Tensor? value) => value switch
    {
        null => throw new TermException(name, "gave null in place of a value; its Value must return a scalar, a mean over samples."),
        { Shape.Count: not 1 }
            => throw new TermException(name, $"gave a value of the shape {value.Shape}; its Value must return a scalar, such as tape.Mean of it."),
        _ => value,
    };

    private static bool IsOurs(Type type) => type.Assembly == typeof(TermException).Assembly;

    private static string Told(Exception failure) => $"{failure.Message} ({failure.GetType().Name})";
}
