using static SpikeDistill.Data.PixelOperationKind;

namespace SpikeDistill.Data;

/// <summary>One operation of a pair.</summary>
/// <param name="Kind">Which operation.</param>
/// <param name="Probability">How often it happens when its pair is drawn.</param>
/// <param name="Level">Its strength, 0 to 9.</param>
internal readonly record struct PolicyStep(PixelOperationKind Kind, float Probability, int Level);

/// <summary>The policy for CIFAR-10 (Cubuk et al., CVPR 2019, appendix): 25 pairs, one of which is drawn for each image.</summary>
internal static class Cifar10Policy
{
    public static IReadOnlyList<(PolicyStep First, PolicyStep Second)> Pairs { get; } =
    [
        (new(Invert, 0.1f, 7), new(Contrast, 0.2f, 6)),
        (new(Rotate, 0.7f, 2), new(TranslateX, 0.3f, 9)),
        (new(Sharpness, 0.8f, 1), new(Sharpness, 0.9f, 3)),
        (new(ShearY, 0.5f, 8), new(TranslateY, 0.7f, 9)),
        (new(Autocontrast, 0.5f, 8), new(Equalize, 0.9f, 2)),
        (new(ShearY, 0.2f, 7), new(Posterize, 0.3f, 7)),
        (new(Color, 0.4f, 3), new(Brightness, 0.6f, 7)),
        (new(Sharpness, 0.3f, 9), new(Brightness, 0.7f, 9)),
        (new(Equalize, 0.6f, 5), new(Equalize, 0.5f, 1)),
        (new(Contrast, 0.6f, 7), new(Sharpness, 0.6f, 5)),
        (new(Color, 0.7f, 7), new(TranslateX, 0.5f, 8)),
        (new(Equalize, 0.3f, 7), new(Autocontrast, 0.4f, 8)),
        (new(TranslateY, 0.4f, 3), new(Sharpness, 0.2f, 6)),
        (new(Brightness, 0.9f, 6), new(Color, 0.2f, 8)),
        (new(Solarize, 0.5f, 2), new(Invert, 0.0f, 3)),
        (new(Equalize, 0.2f, 0), new(Autocontrast, 0.6f, 0)),
        (new(Equalize, 0.2f, 8), new(Equalize, 0.8f, 4)),
        (new(Color, 0.9f, 9), new(Equalize, 0.6f, 6)),
        (new(Autocontrast, 0.8f, 4), new(Solarize, 0.2f, 8)),
        (new(Brightness, 0.1f, 3), new(Color, 0.7f, 0)),
        (new(Solarize, 0.4f, 5), new(Autocontrast, 0.9f, 3)),
        (new(TranslateY, 0.9f, 9), new(TranslateY, 0.7f, 9)),
        (new(Autocontrast, 0.9f, 2), new(Solarize, 0.8f, 3)),
        (new(Equalize, 0.8f, 8), new(Invert, 0.1f, 3)),
        (new(TranslateY, 0.7f, 9), new(Autocontrast, 0.9f, 1)),
    ];
}
