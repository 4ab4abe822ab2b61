namespace SpikeDistill.Data.AutoAugmentation;

/// <summary>The operations of AutoAugment.</summary>
internal enum OperationKind
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
}
