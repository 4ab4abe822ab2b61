using SpikeDistill.Options;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// One of six changes, each as likely, of a strength that is uniform: none, shear, a shift along rows or along columns, a rotation, a square cut out;
/// what the public code of Spikformer and Spikingformer does to the frames of CIFAR10-DVS. Every frame of a sample is changed alike.
/// </summary>
public sealed record EventAugment : IImageTransform
{
    private const int Changes = 6;

    /// <summary>What recipes can say of it.</summary>
    public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
        "event_augment",
        "one of none, shear, shift, rotation, a square cut out, of a strength that is drawn; for frames of events",
        new Section<EventAugment>(() => new EventAugment())
            .Key("shear", Kinds.Number(least: 0, most: 10), t => t.Shear, (t, v) => t with { Shear = v }, "The largest slope, columns a row.")
            .Key("shift", Kinds.Integer(0, 4096), t => t.Shift, (t, v) => t with { Shift = v }, "The farthest shift, pixels.")
            .Key("degrees", Kinds.Number(least: 0, most: 180), t => t.Degrees, (t, v) => t with { Degrees = v }, "The largest angle.")
            .Key("cut", Kinds.Integer(1, 4096), t => t.Cut, (t, v) => t with { Cut = v }, "The longest side of the square that is cut out, pixels."),
        source: "Zhou et al., ICLR 2023, public code");

    /// <inheritdoc/>
    public string Name => "event augment";

    /// <summary>The largest slope, either way: columns a row.</summary>
    public double Shear { get; init; } = 0.3;

    /// <summary>The farthest shift, either way, in pixels.</summary>
    public int Shift { get; init; } = 5;

    /// <summary>The largest angle, either way, in degrees.</summary>
    public double Degrees { get; init; } = 30;

    /// <summary>The longest side of the square that is cut out, in pixels.</summary>
    public int Cut { get; init; } = 30;

    Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

    /// <inheritdoc/>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
    {
        int kind = random.NextInt(Changes);
        double strength = random.NextDouble(), signed = (2 * strength) - 1;
        switch (kind)
        {
            case 0:
                source[..shape.Size].CopyTo(target);
                break;
            case 1:
                NearestAffine.Shear(source, target, shape, Shear * signed);
                break;
            case 2:
                Translation.Apply(source, target, shape, 0, (int)Math.Round(Shift * signed));
                break;
            case 3:
                Translation.Apply(source, target, shape, (int)Math.Round(Shift * signed), 0);
                break;
            case 4:
                NearestAffine.Rotate(source, target, shape, Degrees * signed);
                break;
            default:
                source[..shape.Size].CopyTo(target);
                int side = 1 + (int)(strength * Cut), top = random.NextInt(shape.Height) - (side / 2), left = random.NextInt(shape.Width) - (side / 2);
                new PixelBox(top, left, side, side).Clear(target, shape);
                break;
        }
    }
}
