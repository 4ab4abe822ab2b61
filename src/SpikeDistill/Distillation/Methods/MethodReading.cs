using SpikeDistill.Options;

namespace SpikeDistill.Distillation;

/// <summary>What a method's terms are made with: the values of its options, and the preset.</summary>
/// <param name="values">The values.</param>
/// <param name="preset">A name of <see cref="MethodPresets"/>.</param>
public sealed class MethodReading(OptionValues values, string preset)
{
    /// <summary>Whether TSER's terms are read as its equations are printed.</summary>
    public bool IsLiteral => preset == MethodPresets.PaperLiteral;

    /// <summary>The value of an option that the method declares.</summary>
    /// <exception cref="ArgumentException">It declares none of this name.</exception>
    public T Get<T>(Option<T> option) => values.Get(option);
}
