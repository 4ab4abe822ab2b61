namespace SpikeDistill.Surrogates;

/// <summary>The surrogates a recipe can name. A new surrogate is one file and one line here.</summary>
public static class SurrogateRegistry
{
    private static readonly Dictionary<string, Func<float?, ISurrogateFunction>> Entries = new(StringComparer.Ordinal)
    {
        ["sigmoid"] = a => new Sigmoid(a ?? Sigmoid.DefaultAlpha),
        ["atan"] = a => new ATan(a ?? ATan.DefaultAlpha),
        ["rectangular"] = a => new Rectangular(a ?? Rectangular.DefaultAlpha),
        ["triangular"] = a => new Triangular(a ?? Triangular.DefaultWidth),
        ["piecewise_quadratic"] = a => new PiecewiseQuadratic(a ?? PiecewiseQuadratic.DefaultAlpha),
    };

    /// <summary>The names, in alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Entries.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A surrogate by its name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="alpha">Its one parameter; null for its default.</param>
    /// <exception cref="ArgumentException">An unknown name; the message lists the names.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A parameter that is not above 0.</exception>
    public static ISurrogateFunction Create(string name, float? alpha = null)
        => Entries.TryGetValue(name, out Func<float?, ISurrogateFunction>? create)
            ? create(alpha)
            : throw new ArgumentException($"There is no surrogate named '{name}'. The names are: {string.Join(", ", Names)}.", nameof(name));

    /// <summary>The name of a surrogate; null for one of one's own.</summary>
    internal static string? NameOf(ISurrogateFunction surrogate) => Names.FirstOrDefault(name => Entries[name](null).GetType() == surrogate.GetType());
}
