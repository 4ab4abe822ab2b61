namespace SpikeDistill.Data;

/// <summary>An operation with its strength: what PIL's function of that name is given.</summary>
/// <param name="Kind">Which operation.</param>
/// <param name="Magnitude">
/// A slope, a share of the side or of the circle, degrees, a blending factor, bits, a threshold or what is added; 0 where the operation takes none.
/// </param>
internal readonly record struct PixelOperation(PixelOperationKind Kind, double Magnitude)
{
    /// <summary>The grey that comes in from outside the image.</summary>
    public const byte Fill = 128;

    /// <summary>
    /// The operation at a level of 0 to 9, AutoAugment's scale of strength. The sign counts for shear, translation and the four
    /// enhancements only.
    /// </summary>
    public static PixelOperation Of(PixelOperationKind kind, int level, bool negative)
    {
        double sign = negative ? -1 : 1;
        return new PixelOperation(kind, kind switch
        {
            PixelOperationKind.ShearX or PixelOperationKind.ShearY => sign * Between(0, 0.3, level),
            PixelOperationKind.TranslateX or PixelOperationKind.TranslateY => sign * Between(0, 150.0 / 331, level),
            PixelOperationKind.Rotate => Between(0, 30, level),
            PixelOperationKind.Color or PixelOperationKind.Contrast or PixelOperationKind.Brightness or PixelOperationKind.Sharpness
                => 1 + (sign * Between(0, 0.9, level)),
            PixelOperationKind.Posterize => Math.Round(Between(8, 4, level)),
            PixelOperationKind.Solarize => Between(256, 0, level),
            _ => 0,
        });
    }

    /// <summary>Writes the changed image. RGB; source and target do not overlap.</summary>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape)
    {
        switch (Kind)
        {
            case PixelOperationKind.ShearX:
                Shear.AlongX(source, target, shape, Magnitude);
                break;
            case PixelOperationKind.ShearY:
                Shear.AlongY(source, target, shape, Magnitude);
                break;
            case PixelOperationKind.TranslateX:
                Translation.Apply(source, target, shape, down: 0, right: Pixels(shape.Width), Fill);
                break;
            case PixelOperationKind.TranslateY:
                Translation.Apply(source, target, shape, down: Pixels(shape.Height), right: 0, Fill);
                break;
            case PixelOperationKind.Rotate:
                NearestRotation.Apply(source, target, shape, Magnitude);
                break;
            case PixelOperationKind.Color:
                Enhancement.Color(source, target, shape, (float)Magnitude);
                break;
            case PixelOperationKind.Contrast:
                Enhancement.Contrast(source, target, shape, (float)Magnitude);
                break;
            case PixelOperationKind.Brightness:
                Enhancement.Brightness(source, target, shape, (float)Magnitude);
                break;
            case PixelOperationKind.Hue:
                HueTurn.Apply(source, target, shape, Magnitude);
                break;
            case PixelOperationKind.Sharpness:
                Enhancement.Sharpness(source, target, shape, (float)Magnitude);
                break;
            case PixelOperationKind.Posterize:
                PointTables.Posterize(source, target, shape, (int)Magnitude);
                break;
            case PixelOperationKind.Solarize:
                PointTables.Solarize(source, target, shape, Magnitude);
                break;
            case PixelOperationKind.SolarizeAdd:
                PointTables.SolarizeAdd(source, target, shape, (int)Magnitude);
                break;
            case PixelOperationKind.Autocontrast:
                PointTables.Autocontrast(source, target, shape);
                break;
            case PixelOperationKind.Equalize:
                PointTables.Equalize(source, target, shape);
                break;
            case PixelOperationKind.Invert:
                PointTables.Invert(source, target, shape);
                break;
            default:
                throw new InvalidOperationException($"There is no operation {Kind}.");
        }
    }

    /// <summary>Ten even steps from one end to the other, rounded as NumPy's linspace rounds them.</summary>
    private static double Between(double start, double stop, int level) => level == 9 ? stop : start + (level * ((stop - start) / 9));

    /// <summary>The shift of a translation by the nearest pixel.</summary>
    private int Pixels(int side) => (int)Math.Floor((Magnitude * side) + 0.5);
}
