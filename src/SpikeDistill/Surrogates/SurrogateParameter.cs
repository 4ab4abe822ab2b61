using SpikeDistill.Options;

namespace SpikeDistill.Surrogates;

/// <summary>The one parameter of the surrogates that ship.</summary>
internal static class SurrogateParameter
{
    private const string Name = "surrogate_parameter";

    private static readonly Kind<float> Kind = Kinds.Single(above: 0);

    /// <summary>The options of a surrogate with one parameter.</summary>
    public static Section<T> Option<T>(Func<T> initial, Func<T, float> get, Func<float, T> make, string help)
        where T : struct
        => new Section<T>(initial).Key(Name, Kind, get, (_, value) => make(value), help);

    /// <summary>The value, if it is possible.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static float Check(float value) => Kind.Check(value, Name);
}
