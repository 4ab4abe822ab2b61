namespace SpikeDistill.Data;

/// <summary>The operations of AutoAugment and RandAugment.</summary>
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
}
