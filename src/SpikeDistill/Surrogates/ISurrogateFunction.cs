using SpikeDistill.Options;
using SpikeDistill.Tensors.Neurons;

namespace SpikeDistill.Surrogates;

/// <summary>A surrogate as a value: what is compiled for its type reaches it through <see cref="ISurrogateUser{TResult}"/>.</summary>
public interface ISurrogateFunction : ISurrogate, IDeclared<ISurrogateFunction>
{
    /// <summary>Calls the user with this surrogate under its own type.</summary>
    TResult Use<TResult>(ISurrogateUser<TResult> user);
}

/// <summary>What a surrogate implements, with itself as the type.</summary>
/// <typeparam name="TSelf">The surrogate.</typeparam>
public interface ISurrogateFunction<TSelf> : ISurrogateFunction
    where TSelf : struct, ISurrogateFunction<TSelf>
{
    /// <inheritdoc/>
    TResult ISurrogateFunction.Use<TResult>(ISurrogateUser<TResult> user) => user.Use((TSelf)this);
}

/// <summary>Something that is compiled for the type of a surrogate.</summary>
/// <typeparam name="TResult">What it gives.</typeparam>
public interface ISurrogateUser<out TResult>
{
    /// <summary>Uses a surrogate.</summary>
    TResult Use<TSurrogate>(TSurrogate surrogate)
        where TSurrogate : struct, ISurrogate;
}
