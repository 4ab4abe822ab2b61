using System.Reflection;
using ScottPlot;
using SkiaSharp;

namespace SpikeDistill.Reports.Drawing;

/// <summary>The font of figure files, which is part of the assembly: figures look alike on machines with other fonts and on those without any.</summary>
internal sealed class FigureFont : IFontResolver
{
    /// <summary>Its name.</summary>
    public const string Name = "Roboto";

    private static readonly Lazy<SKTypeface> Face = new(Load);

    private static readonly Lazy<bool> Registered = new(() =>
    {
        Fonts.FontResolvers.Insert(0, new FigureFont());
        return true;
    });

    /// <summary>Makes the font known to what draws.</summary>
    public static void Use() => _ = Registered.Value;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => fontName == Name ? Face.Value : null;

    /// <inheritdoc/>
    public SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => fontName == Name ? Face.Value : null;

    private static SKTypeface Load()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Roboto-Regular.ttf")
            ?? throw new InvalidOperationException("The assembly lacks its font.");
        using SKData data = SKData.Create(stream);
        return SKTypeface.FromData(data);
    }
}
