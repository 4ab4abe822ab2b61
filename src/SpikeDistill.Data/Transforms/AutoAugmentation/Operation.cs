namespace SpikeDistill.Data.AutoAugmentation;

/// <summary>An operation with its strength: what PIL's function of that name is given.</summary>
/// <param name="Kind">Which operation.</param>
/// <param name="Magnitude">A slope, a share of the side, degrees, a blending factor, bits or a threshold; 0 where the operation takes none.</param>
internal readonly record struct Operation(OperationKind Kind, double Magnitude)
{
    /// <summary>The grey that comes in from outside the image.</summary>
    public const byte Fill = 128;

    /// <summary>The operation at a level of 0 to 9, AutoAugment's scale of strength. The sign counts for shear, translation and the four enhancements only.</summary>
    public static Operation Of(OperationKind kind, int level, bool negative)
    {
        double sign = negative ? -1 : 1;
        return new Operation(kind, kind switch
        {
            OperationKind.ShearX or OperationKind.ShearY => sign * Between(0, 0.3, level),
            OperationKind.TranslateX or OperationKind.TranslateY => sign * Between(0, 150.0 / 331, level),
            OperationKind.Rotate => Between(0, 30, level),
            OperationKind.Color or OperationKind.Contrast or OperationKind.Brightness or OperationKind.Sharpness => 1 + (sign * Between(0, 0.9, level)),
            OperationKind.Posterize => Math.Round(Between(8, 4, level)),
            OperationKind.Solarize => Between(256, 0, level),
            _ => 0,
        });
    }

    /// <summary>Writes the changed image. RGB; source and target do not overlap.</summary>
    public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape)
    {
        switch (Kind)
        {
            case OperationKind.ShearX:
                Shear.AlongX(source, target, shape, Magnitude);
                break;
            case OperationKind.ShearY:
                Shear.AlongY(source, target, shape, Magnitude);
                break;
            case OperationKind.TranslateX:
                RandomCrop.Shift(source, target, shape, down: 0, right: Pixels(shape.Width), Fill);
                break;
            case OperationKind.TranslateY:
                RandomCrop.Shift(source, target, shape, down: Pixels(shape.Height), right: 0, Fill);
                break;
            case OperationKind.Rotate:
                NearestRotation.Apply(source, target, shape, Magnitude);
                break;
            case OperationKind.Color:
                Enhancement.Color(source, target, shape, (float)Magnitude);
                break;
            case OperationKind.Contrast:
                Enhancement.Contrast(source, target, shape, (float)Magnitude);
                break;
            case OperationKind.Brightness:
                Enhancement.Brightness(source, target, shape, (float)Magnitude);
                break;
            case OperationKind.Sharpness:
                Enhancement.Sharpness(source, target, shape, (float)Magnitude);
                break;
            case OperationKind.Posterize:
                PointTables.Posterize(source, target, shape, (int)Magnitude);
                break;
            case OperationKind.Solarize:
                PointTables.Solarize(source, target, shape, Magnitude);
                break;
            case OperationKind.Autocontrast:
                PointTables.Autocontrast(source, target, shape);
                break;
            case OperationKind.Equalize:
                PointTables.Equalize(source, target, shape);
                break;
            case OperationKind.Invert:
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
