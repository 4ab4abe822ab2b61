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
        .Key(
            "mixing",
            new OptionalSection<Mixing>(Mixed),
            s => s.Mixing,
            (s, v) => s with { Mixing = v },
            "How the images of a training batch are mixed with each other; left out, not at all.");
}
