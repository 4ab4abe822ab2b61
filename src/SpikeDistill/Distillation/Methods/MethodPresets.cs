using SpikeDistill.Options;

namespace SpikeDistill.Distillation;

/// <summary>
/// The readings of what TSER leaves open: which temperature each term has and whether the divergence is multiplied by τ². Either is
/// written into every result. They concern TSER's methods, from vanilla_kd to tser; the others have the temperatures and factors of
/// their own sources under both.
/// </summary>
public static class MethodPresets
{
    /// <summary>Cross-entropy at 1, divergence at τ times τ², entropy at τ: what public code of the field does.</summary>
    public const string PublicCode = "public-code";

    /// <summary>Everything at τ and no τ², as TSER Eq. 4-11 print it.</summary>
    public const string PaperLiteral = "paper-literal";

    /// <summary>The presets' names.</summary>
    public static IReadOnlyList<string> Names { get; } = [PublicCode, PaperLiteral];

    internal static Kind<string> Kind { get; } = Kinds.Name(Names);
}
