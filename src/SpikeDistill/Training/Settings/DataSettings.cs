using System.Text.Json.Serialization;
using SpikeDistill.Data;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>Which images a run sees.</summary>
[JsonConverter(typeof(WrittenJson<DataSettings>))]
public sealed record DataSettings : IWritten
{
    private static readonly IReadOnlyList<IImageTransform> CropAndFlip = [new RandomCrop(), new HorizontalFlip()];

    /// <summary>The data set, with its options.</summary>
    public DataSource Source { get; init; } = new Cifar10();

    /// <summary>
    /// The data set's name. Given a name, it is one that ships with every option at its default, such as <c>cifar10</c>, or else images of
    /// one's own.
    /// </summary>
    public string Set
    {
        get => Source.Name;
        init => Source = DataSets.Names.Contains(value) ? DataSets.Find(value) : new OwnImages(value);
    }

    /// <summary>Train on a stratified subset of so many images; 0 means all.</summary>
    public int TrainImages { get; init; }

    /// <summary>Test on the first so many test images, of a set in the order of its classes on so many of all of them; 0 means all.</summary>
    public int TestImages { get; init; }

    /// <summary>Training images held out for choosing; when positive, the run evaluates on them and not on the test images.</summary>
    public int HeldOut { get; init; }

    /// <summary>Augmentations of the training view, in the order given.</summary>
    public IReadOnlyList<IImageTransform> Augmentation { get; init; } = CropAndFlip;

    /// <summary>How the images of a training batch are mixed with each other; null for not at all.</summary>
    public Mixing? Mixing { get; init; }

    RecipeNode IWritten.Written => new MapNode(
        Origin.None,
        [
            .. Source.Written("set"),
            .. ((MapNode)DataOptions.Amounts.Write(this)).Entries,
            new MapEntry(
                new ScalarNode("augmentation"),
                new ListNode(Origin.None, [.. Augmentation.Select(transform => new MapNode(Origin.None, [.. transform.Written("type")]))])),
        ]);
}
