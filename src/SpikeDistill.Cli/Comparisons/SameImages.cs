using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Comparisons;

/// <summary>Holds all variants to the same evaluation images: what is measured on others is no pair, and belongs in no column with it.</summary>
internal static class SameImages
{
    /// <exception cref="RecipeException">Two variants are evaluated on different images.</exception>
    public static void Require(IReadOnlyList<Variant> variants, RecipeNode place)
    {
        foreach (Variant variant in variants)
        {
            if (Difference(variants[0].Settings.Data, variant.Settings.Data) is { } found)
            {
                throw place.Error(
                    $"'{found.Key}' is {found.One} in '{variants[0].Name}' and {found.Other} in '{variant.Name}': they would be evaluated on different "
                        + "images, and a difference between their numbers would say nothing. Give all variants the same, or make two comparisons of them.");
            }
        }
    }

    /// <summary>Whether runs are evaluated on the same images.</summary>
    public static bool Are(DataSettings one, DataSettings other) => Difference(one, other) is null;

    private static (string Key, object One, object Other)? Difference(DataSettings one, DataSettings other)
        => one.Set != other.Set ? ("data.set", one.Set, other.Set)
            : one.Source.Words() != other.Source.Words() ? ("data", one.Source.Words(), other.Source.Words())
            : one.HeldOut != other.HeldOut ? ("data.held_out", one.HeldOut, other.HeldOut)
            : one.HeldOut == 0 && one.TestImages != other.TestImages ? ("data.test_images", one.TestImages, other.TestImages)
            : null;
}
