using static SpikeDistill.Data.PixelOperationKind;

namespace SpikeDistill.Data;

/// <summary>What a level of RandAugment, 0 to 10, means to each operation: timm's scale, with operations whose effect grows with it.</summary>
internal static class RandAugmentScale
{
    /// <summary>The operations that are drawn from.</summary>
    public static IReadOnlyList<PixelOperationKind> Kinds { get; } =
    [
        Autocontrast, Equalize, Invert, Rotate, Posterize, Solarize, SolarizeAdd,
        Color, Contrast, Brightness, Sharpness, ShearX, ShearY, TranslateX, TranslateY,
    ];

    /// <summary>The operation at a level. The sign counts for shear, translation, rotation and the four enhancements.</summary>
    public static PixelOperation Of(PixelOperationKind kind, double level, bool negative)
    {
        double share = level / RandAugment.StrongestLevel, sign = negative ? -1 : 1;
        return new PixelOperation(kind, kind switch
        {
            ShearX or ShearY => sign * share * 0.3,
            TranslateX or TranslateY => sign * share * 0.45,
            Rotate => sign * share * 30,
            Color or Contrast or Brightness or Sharpness => Math.Max(0.1, 1 + (sign * share * 0.9)),
            Posterize => 4 - (int)(share * 4),
            Solarize => 256 - Math.Min(256, (int)(share * 256)),
            SolarizeAdd => Math.Min(128, (int)(share * 110)),
            _ => 0,
        });
    }
}
