using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>What <see cref="DataSettings"/> can say, declared once: recipes are read by it, values from code are checked by it.</summary>
internal static class DataOptions
{
    /// <summary>The keys of <c>data.mixing</c>.</summary>
    public static Section<Mixing> Mixed { get; } = new Section<Mixing>(() => new Mixing())
        .Key("mixup", Kinds.NotNegative, s => s.Mixup, (s, v) => s with { Mixup = v }, "α of mixup; 0 for none.")
        .Key("cutmix", Kinds.NotNegative, s => s.CutMix, (s, v) => s with { CutMix = v }, "α of CutMix; 0 for none.")
        .Key("probability", Kinds.Share, s => s.Probability, (s, v) => s with { Probability = v }, "How often a batch is mixed.")
        .Key("cutmix_share", Kinds.Share, s => s.CutMixShare, (s, v) => s with { CutMixShare = v }, "How often it is CutMix where there are both.")
        .Key(
            "until_epoch",
            Kinds.Optional(Kinds.Integer(1)),
            s => s.UntilEpoch,
            (s, v) => s with { UntilEpoch = v },
            "The last epoch that mixes; left out, all do.");

    /// <summary>The keys that need no catalog.</summary>
    public static Section<DataSettings> Amounts { get; } = AddMixing(AddAmounts(new Section<DataSettings>(() => new DataSettings())));

    /// <summary>The keys of <c>data</c>.</summary>
    /// <param name="catalog">What can be named.</param>
    /// <param name="anyImages">Whether the images may be one's own, whose name says no more than which they were.</param>
    public static Section<DataSettings> Of(Catalog catalog, bool anyImages = false)
        => AddMixing(AddAmounts(new Section<DataSettings>(() => new DataSettings()).With(new DataSetPart(catalog.DataSets, anyImages)))
            .Key(
                "augmentation",
                Kinds.List(
                    "a list such as [crop, flip] or [{type: crop, padding: 2}, flip]",
                    new ChoiceKind<IImageTransform>("type", catalog.Transforms)),
                s => s.Augmentation,
                (s, v) => s with { Augmentation = v },
                "Augmentations of the training images, in the order given: names, or 'type' with its options."));

    /// <summary>Refuses what no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible value; the message is the one a recipe would get.</exception>
    public static void Check(DataSettings settings)
    {
        Amounts.Check(settings, "data");
        settings.Source.Check();
    }

    private static Section<DataSettings> AddAmounts(Section<DataSettings> section) => section
        .Key(
            "train_images",
            Kinds.Integer(0, meaning: "0 for all"),
            s => s.TrainImages,
            (s, v) => s with { TrainImages = v },
            "Train on a stratified subset of so many images.")
        .Key(
            "test_images",
            Kinds.Integer(0, meaning: "0 for all"),
            s => s.TestImages,
            (s, v) => s with { TestImages = v },
            "Test on the first so many test images; of a set in the order of its classes, on so many of all of them.")
        .Key(
            "held_out",
            Kinds.Integer(0),
            s => s.HeldOut,
            (s, v) => s with { HeldOut = v },
            "Training images held out for choosing; when there are any, the run evaluates on them and not on the test images.");

    private static Section<DataSettings> AddMixing(Section<DataSettings> section) => section.Key(
        "mixing",
        new MayBeMissing<Mixing>(Mixed),
        s => s.Mixing,
        (s, v) => s with { Mixing = v },
        "How the images of a training batch are mixed with each other; left out, not at all.");
}
