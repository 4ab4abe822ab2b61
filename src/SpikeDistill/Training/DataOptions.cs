using SpikeDistill.Data;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>What <see cref="DataSettings"/> can say, declared once: recipes are read by it, values from code are checked by it.</summary>
internal static class DataOptions
{
    private static readonly Section<Mixing> Mixing = new Section<Mixing>(() => new Mixing())
        .Key("mixup", Kinds.NotNegative, s => s.Mixup, (s, v) => s with { Mixup = v }, "α of mixup's Beta distribution; 0 for none.")
        .Key("cutmix", Kinds.NotNegative, s => s.CutMix, (s, v) => s with { CutMix = v }, "α of CutMix's Beta distribution; 0 for none.")
        .Key("probability", Kinds.Share, s => s.Probability, (s, v) => s with { Probability = v }, "The share of batches that are mixed.")
        .Key(
            "cutmix_share",
            Kinds.Share,
            s => s.CutMixShare,
            (s, v) => s with { CutMixShare = v },
            "The share of mixed batches that CutMix mixes, where both can.")
        .Key(
            "until_epoch",
            Kinds.Optional(Kinds.Integer(1)),
            s => s.UntilEpoch,
            (s, v) => s with { UntilEpoch = v },
            "After so many epochs nothing is mixed any more; left out, all are mixed.");

    /// <summary>The keys of <c>data</c> where the images are of a set that can be opened by its name.</summary>
    public static Section<DataSettings> Named { get; } = Of(Kinds.Name(DataSets.Names));

    /// <summary>The same where they may be one's own, whose name says no more than which they were.</summary>
    public static Section<DataSettings> Any { get; } = Of(Kinds.Text);

    private static Section<DataSettings> Of(Kind<string> set) => new Section<DataSettings>(() => new DataSettings())
        .Key("set", set, s => s.Set, (s, v) => s with { Set = v }, "The images.")
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
            "Test on the first so many test images.")
        .Key(
            "held_out",
            Kinds.Integer(0),
            s => s.HeldOut,
            (s, v) => s with { HeldOut = v },
            "Training images held out for choosing; when there are any, the run evaluates on them and not on the test images.")
        .Key(
            "augmentation",
            Kinds.List("a list such as [crop, flip]", Kinds.Name(ImageTransforms.Names)),
            s => s.Augmentation,
            (s, v) => s with { Augmentation = v },
            "Augmentations of the training images, in the order given.")
        .Key("mixing", new OptionalSection<Mixing>(Mixing), s => s.Mixing, (s, v) => s with { Mixing = v }, "Mixes the images of a batch two by two.");
}
