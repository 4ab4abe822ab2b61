using SpikeDistill.Options;

namespace SpikeDistill.Networks.Families;

/// <summary>Options that several families have, each declared once.</summary>
internal static class FamilyOptions
{
    /// <summary>Channels that other layers are multiples of.</summary>
    public static Kind<int> Width { get; } = Kinds.Integer(1, 4096);

    /// <summary>Adds what a residual network begins with.</summary>
    public static Section<TFamily> Stem<TFamily>(this Section<TFamily> section, Func<TFamily, StemKind> get, Func<TFamily, StemKind, TFamily> with)
        => section.Key(
            "stem",
            Kinds.Enumeration<StemKind>(),
            get,
            with,
            "What it begins with: cifar (a 3x3 convolution), imagenet (7x7 with stride 2, and a max pool).");

    /// <summary>Adds whether residual blocks have bottlenecks.</summary>
    public static Section<TFamily> Bottleneck<TFamily>(this Section<TFamily> section, Func<TFamily, bool> get, Func<TFamily, bool, TFamily> with)
        => section.Key("bottleneck", Kinds.Flag, get, with, "Whether blocks have bottlenecks.");

    /// <summary>Adds how a SEW block joins its branch and its identity.</summary>
    public static Section<TFamily> Join<TFamily>(this Section<TFamily> section, Func<TFamily, JoinKind> get, Func<TFamily, JoinKind, TFamily> with)
        => section.Key(
            "join",
            Kinds.Enumeration<JoinKind>(),
            get,
            with,
            "How a block joins its branch F and its identity x: add, and, iand (x unless F fires).");

    /// <summary>Adds whether SEW blocks are the identity before training.</summary>
    public static Section<TFamily> IdentityStart<TFamily>(this Section<TFamily> section, Func<TFamily, bool> get, Func<TFamily, bool, TFamily> with)
        => section.Key("identity_start", Kinds.Flag, get, with, "Whether blocks pass on what they get before training.");

    /// <summary>Adds the heads of a spiking attention, see <see cref="TransformerBuilder.Heads"/>.</summary>
    public static Section<TFamily> Heads<TFamily>(this Section<TFamily> section, Func<TFamily, int?> get, Func<TFamily, int?, TFamily> with)
        => section.Key(
            "heads",
            Kinds.Optional(Kinds.Integer(1, 1 << 12)),
            get,
            with,
            "Heads of the attention; left out, 12 of patches of 4 pixels where they share the channels out, else 8.");
}
