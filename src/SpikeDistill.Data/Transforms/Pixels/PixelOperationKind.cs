namespace SpikeDistill.Data;

/// <summary>The operations of AutoAugment, RandAugment and colour jitter.</summary>
internal enum PixelOperationKind
{
    ShearX,
    ShearY,
    TranslateX,
    TranslateY,
    Rotate,
    Color,
    Contrast,
    Brightness,
    Sharpness,
    Posterize,
    Solarize,
    Autocontrast,
    Equalize,
    Invert,
    SolarizeAdd,
    Hue,
}
