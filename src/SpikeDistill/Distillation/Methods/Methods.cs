using SpikeDistill.Options;

namespace SpikeDistill.Distillation;

/// <summary>
/// The objectives of the methods that are asked for most; every other is <see cref="Find"/> of its name. What is left out is the
/// method's own default.
/// </summary>
public static class Methods
{
    /// <summary>The methods that ship, with what was verified of each.</summary>
    public static IReadOnlyList<Method> All => PublishedMethods.All;

    private static Shelf<Method> Shelf { get; } = new("method", PublishedMethods.All, isFixed: true);

    /// <summary>A method that ships.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public static Method Find(string name) => Shelf.Find(name);

    /// <summary>Labels alone, on the logits averaged over time: also what trains a teacher.</summary>
    /// <param name="labelSmoothing">See <see cref="MethodOptions.LabelSmoothing"/>.</param>
    /// <exception cref="ArgumentException">An impossible value.</exception>
    public static ObjectiveSettings CrossEntropy(double? labelSmoothing = null)
        => Find("cross_entropy").Objective(o => o.WithGiven(MethodOptions.LabelSmoothing, labelSmoothing));

    /// <summary>Distillation of the output averaged over time (TSER Eq. 7).</summary>
    /// <param name="alpha">See <see cref="MethodOptions.Alpha"/>.</param>
    /// <param name="temperature">See <see cref="MethodOptions.Temperature"/>.</param>
    /// <param name="preset">A name of <see cref="MethodPresets"/>.</param>
    /// <exception cref="ArgumentException">An impossible value or an unknown preset.</exception>
    public static ObjectiveSettings VanillaKd(double? alpha = null, double? temperature = null, string preset = MethodPresets.PublicCode)
        => Find("vanilla_kd").Objective(o => o.WithGiven(MethodOptions.Alpha, alpha).WithGiven(MethodOptions.Temperature, temperature), preset);

    /// <summary>Temporal separation with entropy regularization (TSER Eq. 11).</summary>
    /// <param name="alpha">See <see cref="MethodOptions.Alpha"/>.</param>
    /// <param name="lambda">See <see cref="MethodOptions.Lambda"/>.</param>
    /// <param name="temperature">See <see cref="MethodOptions.Temperature"/>.</param>
    /// <param name="entropyTemperature">See <see cref="MethodOptions.EntropyTemperature"/>.</param>
    /// <param name="preset">A name of <see cref="MethodPresets"/>.</param>
    /// <exception cref="ArgumentException">An impossible value or an unknown preset.</exception>
    public static ObjectiveSettings Tser(
        double? alpha = null, double? lambda = null, double? temperature = null, double? entropyTemperature = null, string preset = MethodPresets.PublicCode)
        => Find("tser").Objective(
            o => o.WithGiven(MethodOptions.Alpha, alpha)
                .WithGiven(MethodOptions.Lambda, lambda)
                .WithGiven(MethodOptions.Temperature, temperature)
                .With(MethodOptions.EntropyTemperature, entropyTemperature),
            preset);
}
