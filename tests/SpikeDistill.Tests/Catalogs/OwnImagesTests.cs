using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Options;
using SpikeDistill.Recipes;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Catalogs;

/// <summary>Data sets and augmentations of one's own, with options, in recipes; and what shipped ones can be told.</summary>
public sealed class OwnImagesTests
{
    private readonly Catalog _catalog = new();

    public OwnImagesTests()
    {
        _catalog.DataSets.Add(Dots.Entry);
        _catalog.Transforms.Add(Invert.Entry);
    }

    [Fact]
    public void A_data_set_and_an_augmentation_of_ones_own_are_read_from_recipes_and_written_back()
    {
        ExperimentSettings settings = Read("data: {set: dots, side: 20, augmentation: [{type: invert, often: 0.25}, flip], train_images: 6}", _catalog);

        Assert.Equal(new Dots { Side = 20 }, settings.Data.Source);
        Assert.Equal([new Invert { Often = 0.25 }, new HorizontalFlip()], settings.Data.Augmentation);
        Assert.Equal((3, 1, "dots"), (settings.Network.Classes, settings.Network.InputChannels, settings.Data.Set));
        string written = Recipe.Write(settings, _catalog);
        Assert.Contains("side: 20", written, StringComparison.Ordinal);
        Assert.Equal(written, Recipe.Write(Read(written, _catalog), _catalog));
        Assert.Throws<ArgumentException>(() => Recipe.Write(settings));
    }

    [Fact]
    public void A_data_set_of_ones_own_is_opened_with_its_options()
    {
        DataSettings settings = Read("data: {set: dots, side: 20, augmentation: [{type: invert, often: 1}]}", _catalog).Data;

        ExperimentData data = ExperimentData.Open(settings, directory: null);

        Assert.Equal((new ImageShape(20, 20, 1), 3, "dots"), (data.Shape, data.Classes, data.Source.Key));
        Assert.Equal(new Dots { Side = 20 }, data.Source.Source);
    }

    [Fact]
    public void Images_and_augmentation_tell_cached_logits_apart_by_their_options()
    {
        string Views(string augmentation)
            => ExperimentData.Open(Read($"data: {{set: dots, augmentation: {augmentation}}}", _catalog).Data, directory: null).TrainingViews;

        Assert.Equal(Views("[crop]"), Views("[{type: crop, padding: 4}]"));
        string[] different = ["[crop]", "[{type: crop, padding: 3}]", "[invert]", "[{type: invert, often: 0}]"];
        Assert.Equal(different.Length, different.Select(Views).Distinct().Count());
    }

    [Fact]
    public void Options_of_shipped_data_sets_and_augmentations_are_reached_from_recipes()
    {
        DataSettings data = Read(
            "data: {set: synthetic, classes: 7, train_size: 300, test_size: 100, images_seed: 4, augmentation: "
                + "[{type: randaugment, magnitude: 5, operations: 3}, {type: random_erasing, probability: 0.5}, "
                + "{type: random_resized_crop, least_area: 0.3}, {type: color_jitter, hue: 0.1}, {type: cutout, length: 8}]}")
            .Data;

        Assert.Equal(new Synthetic { Classes = 7, Train = 300, Test = 100, Seed = 4 }, data.Source);
        Assert.Equal(
            [
                new RandAugment { Magnitude = 5, Operations = 3 },
                new RandomErasing { Probability = 0.5 },
                new RandomResizedCrop { LeastArea = 0.3 },
                new ColorJitter { Hue = 0.1 },
                new Cutout { Length = 8 },
            ],
            data.Augmentation);
    }

    [Fact]
    public void What_recipes_said_before_says_the_same()
        => Assert.Equal(Recipe.Write(Read("data: {set: cifar10}")), Recipe.Write(Read("data: {set: cifar10, augmentation: [crop, flip]}")));

    [Theory]
    [InlineData("{set: dots, side: 3}", "'data.side' must be a whole number from 8 to 64, not '3'")]
    [InlineData("{set: cifar10, side: 12}", "The data set cifar10 has no options; 'side' belongs to dots.")]
    [InlineData("{set: dot}", "Did you mean 'dots'?")]
    [InlineData("{set: dots, augmentation: [autoaugment]}", "'data.augmentation.0': AutoAugment is defined for the three channels of RGB")]
    [InlineData("{augmentation: [{type: crop, pad: 2}]}", "unknown key 'pad' in 'data.augmentation.0'")]
    [InlineData("{augmentation: [flip, {type: crop, padding: -1}]}", "'data.augmentation.1.padding' must be a whole number from 0 to 4096, not '-1'")]
    [InlineData("{augmentation: [{type: cutout, length: 7}]}", "'data.augmentation.0.length' is 7 and must be even")]
    [InlineData("{augmentation: [{type: random_erasing, least_area: 0.5}]}", "'data.augmentation.0.least_area' is 0.5 and must be at most 'most_area'")]
    [InlineData("{augmentation: [{padding: 4}]}", "'data.augmentation.0' does not say which augmentation it is; add 'type: '")]
    [InlineData("{set: synthetic, classes: 21}", "'data.classes' must be a whole number from 2 to 20, not '21'")]
    public void What_they_cannot_be_is_told_before_anything_is_made(string data, string told)
        => Assert.Contains(told, Assert.Throws<RecipeException>(() => Read($"data: {data}", _catalog)).Message, StringComparison.Ordinal);

    private static ExperimentSettings Read(string yaml, Catalog? catalog = null)
    {
        string whole = yaml.Contains("batch_size", StringComparison.Ordinal) ? yaml : yaml + "\ntraining: {batch_size: 2}";
        return Recipe.Resolve(YamlReader.Read(whole, "", _ => "here"), "a", catalog);
    }

    /// <summary>Grey images, each a dot in its class's place.</summary>
    private sealed record Dots : DataSource
    {
        public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
            "dots",
            "a dot each",
            new Section<Dots>(() => new Dots()).Key("side", Kinds.Integer(8, 64), s => s.Side, (s, v) => s with { Side = v }, "Pixels of a side."));

        public int Side { get; init; } = 16;

        protected override Entry<DataSource> Declared => Entry;

        public override DataSetInfo Describe() => new(Name, new ImageShape(Side, Side, 1), 3, 12, 6, new PixelNormalization([0.5f], [0.5f]));

        protected override ImageData Read(string? directory) => new("dots", new Part(Side, 12), new Part(Side, 6), new PixelNormalization([0.5f], [0.5f]));

        private sealed class Part(int side, int count) : IImageDataSet
        {
            public string Name => "dots";

            public int Count => count;

            public int Classes => 3;

            public IReadOnlyList<string> ClassNames => ["left", "middle", "right"];

            public ImageShape Shape => new(side, side, 1);

            public int Label(int index) => index % 3;

            public void CopyPixels(int index, Span<byte> pixels)
            {
                pixels[..Shape.Size].Clear();
                pixels[(side * side / 2) + (side * Label(index) / 3)] = 255;
            }
        }
    }

    /// <summary>Turns dark into light, so often.</summary>
    private sealed record Invert : IImageTransform
    {
        public static Entry<IImageTransform> Entry { get; } = Entry<IImageTransform>.Of(
            "invert",
            "turns dark into light",
            new Section<Invert>(() => new Invert()).Key("often", Kinds.Share, s => s.Often, (s, v) => s with { Often = v }, "How often."));

        public string Name => "invert";

        public double Often { get; init; } = 0.5;

        Entry<IImageTransform> IDeclared<IImageTransform>.Declared => Entry;

        public void Apply(ReadOnlySpan<byte> source, Span<byte> target, ImageShape shape, ref CounterRandom random)
        {
            bool inverted = random.NextBool((float)Often);
            for (int i = 0; i < shape.Size; i++)
            {
                target[i] = (byte)(inverted ? 255 - source[i] : source[i]);
            }
        }
    }
}
