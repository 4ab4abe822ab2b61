using System.Runtime.CompilerServices;
using SpikeDistill.Data;
using SpikeDistill.Options;

namespace SpikeDistill.Images;

/// <summary>
/// A folder of pictures as a data set: class folders in <c>train/</c> and <c>test/</c> or <c>val/</c>, or alone; Tiny-ImageNet's form;
/// MNIST's files. Pictures are decoded whenever they are shown, so it may be larger than the memory.
/// </summary>
public sealed record PictureFolder : DataSource
{
    private const int UsualSize = 224;
    private const int LargestSize = 4096;
    private const long SplitSeed = 0;
    private const int ImageNetClasses = 1000, ImageNetTrain = 1_281_167, ImageNetTest = 50_000;

    // What a folder holds is looked up once for each record, so that what a recipe was checked with is what is trained on.
    private static readonly ConditionalWeakTable<PictureFolder, FoundPictures> Found = [];

    private static readonly PixelNormalization ImageNets = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]), Grey = new([0.449f], [0.226f]);

    /// <summary>What recipes can say of a folder of pictures.</summary>
    public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
        "folder",
        "pictures of your own in a folder for each class (JPEG, PNG, WebP, BMP, GIF), ImageNet's and Tiny-ImageNet's folders, MNIST's files",
        OptionsOf(() => new PictureFolder(), ""));

    /// <summary>What recipes can say of ImageNet.</summary>
    public static Entry<DataSource> ImageNetEntry { get; } = Entry<DataSource>.Of(
        "imagenet",
        "ImageNet (ILSVRC 2012): 1,281,167 and 50,000 photographs in 1,000 classes, in its usual folders or Kaggle's",
        OptionsOf(() => new PictureFolder { IsImageNet = true, Middle = 0.875 }, "; left out, imagenet in the folder of data sets"),
        source: "Russakovsky et al., IJCV 2015");

    /// <summary>The folder.</summary>
    public string? Path { get; init; }

    /// <summary>The side of the square that is shown; null for the usual 224 or, of MNIST's files, their own size.</summary>
    public int? Size { get; init; }

    /// <summary>1 for grey, 3 for colour; null for 3 or, of MNIST's files, 1.</summary>
    public int? Channels { get; init; }

    /// <summary>The share of a picture's shorter side that the plain view shows.</summary>
    public double Middle { get; init; } = 1;

    /// <summary>The share of each class that is for testing where no folder is.</summary>
    public double TestShare { get; init; } = 0.1;

    /// <summary>The mean of each channel on the scale where white is 1; empty for ImageNet's.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [];

    /// <summary>The standard deviation of each channel; empty for ImageNet's.</summary>
    public IReadOnlyList<float> Std { get; init; } = [];

    /// <summary>Whether it is ImageNet, of which more is known than its files say.</summary>
    private bool IsImageNet { get; init; }

    /// <inheritdoc/>
    public override bool NeedsPath => !IsImageNet;

    /// <inheritdoc/>
    public override string? Home => IsImageNet ? "https://image-net.org/download.php" : null;

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => IsImageNet ? ImageNetEntry : Entry;

    private static Kind<IReadOnlyList<float>> Constants => Kinds.List("a list of a number for each channel, such as [0.5, 0.5, 0.5]", Kinds.Single());

    /// <inheritdoc/>
    /// <exception cref="DataSetException">The folder is not given.</exception>
    public override void Check()
    {
        base.Check();
        if (NeedsPath && Path is null)
        {
            throw new DataSetException(
                "data.path", "it is not given", "the folder with the pictures", "Say 'data: {set: folder, path: FOLDER}'.");
        }

        if (Channels == 2) throw new ArgumentException("'channels' must be 1 for grey or 3 for colour, not 2.");
        if (Mean.Count != Std.Count) throw new ArgumentException($"'mean' has {Mean.Count} numbers and 'std' {Std.Count}; give both, or neither.");
        if (Std.Any(one => !(one > 0))) throw new ArgumentException("'std' must hold numbers above 0.");
    }

    /// <summary>How the pictures lie, in words, such as <c>class folders in train/ and val/</c>.</summary>
    /// <exception cref="DataSetException">The folder is not there, or in no form that is known.</exception>
    public string Layout => Pictures(directory: null).Layout;

    /// <inheritdoc/>
    /// <remarks>Of ImageNet, where its files are not there, what is published of it.</remarks>
    /// <exception cref="ArgumentException">Impossible options.</exception>
    public override DataSetInfo Describe()
    {
        if (Known() is { } known && !IsPresent()) return known;
        ImageData data = Pictures(directory: null).As(this);
        return new DataSetInfo(Name, data.Shape, data.Train.Classes, data.Train.Count, data.Test.Count, data.Normalization);
    }

    /// <inheritdoc/>
    /// <remarks>Of ImageNet what is published of it.</remarks>
    public override DataSetInfo? Known()
    {
        Check();
        return IsImageNet ? Published() : null;
    }

    /// <inheritdoc/>
    public override bool IsPresent(string? directory = null) => (!NeedsPath || Path is not null) && Directory.Exists(FolderIn(directory));

    /// <inheritdoc/>
    public override DataSetStatus Status(string? directory = null)
    {
        string folder = FolderIn(directory);
        try
        {
            return new DataSetStatus((this with { Path = folder }).Describe(), folder, IsPresent(directory), Problem: null);
        }
        catch (DataSetException wrong) when (IsImageNet)
        {
            return new DataSetStatus(Published(), folder, IsPresent(directory), $"{wrong.Found}; expected {wrong.Expected}");
        }
    }

    /// <summary>What is published of ImageNet.</summary>
    private DataSetInfo Published()
    {
        int side = Size ?? UsualSize, channels = Channels ?? 3;
        return new DataSetInfo(
            Name, new ImageShape(side, side, channels), ImageNetClasses, ImageNetTrain, ImageNetTest, FoundPictures.Normalization(this, channels));
    }

    /// <inheritdoc/>
    protected override ImageData Read(string? directory)
        => !IsImageNet || IsPresent(directory)
            ? Pictures(directory).As(this)
            : throw new DataSetException(
                FolderIn(directory),
                "there is no such folder",
                "ImageNet's folders train/ and val/",
                $"Get it from {Home} after registering, unpack it there, or say in 'data.path' where it is.")
            { Reason = DataSetReason.Missing };

    private static Section<PictureFolder> OptionsOf(Func<PictureFolder> initial, string usual)
        => new Section<PictureFolder>(initial)
            .Key("path", Kinds.Path, s => s.Path, (s, v) => s with { Path = v }, $"The folder{usual}.")
            .Key(
                "size",
                Kinds.Optional(Kinds.Integer(1, LargestSize)),
                s => s.Size,
                (s, v) => s with { Size = v },
                $"The side of the square that is shown, in pixels; left out, {UsualSize}, or the own size of MNIST's files.")
            .Key(
                "channels",
                Kinds.Optional(Kinds.Integer(1, 3, "1 for grey, 3 for colour")),
                s => s.Channels,
                (s, v) => s with { Channels = v },
                "Left out, 3, or 1 for MNIST's files.")
            .Key(
                "middle",
                Kinds.Number(above: 0, most: 1),
                s => s.Middle,
                (s, v) => s with { Middle = v },
                "The plain view's share of a picture's shorter side; 0.875 is ImageNet's usual 224 of 256.")
            .Key(
                "test_share",
                Kinds.Number(above: 0, below: 1),
                s => s.TestShare,
                (s, v) => s with { TestShare = v },
                "The share of each class that is for testing where no folder is; the same pictures for every seed.")
            .Key("mean", Constants, s => s.Mean, (s, v) => s with { Mean = v }, "The mean of each channel, 0 to 1; left out, ImageNet's.")
            .Key("std", Constants, s => s.Std, (s, v) => s with { Std = v }, "The standard deviation of each channel; left out, ImageNet's.");

    private string FolderIn(string? directory) => System.IO.Path.GetFullPath(Path ?? System.IO.Path.Combine(DataRoot.Resolve(directory), "imagenet"));

    private FoundPictures Pictures(string? directory)
        => Path is null ? FoundPictures.In(KaggleImageNet.Root(FolderIn(directory)))
            : Found.GetValue(this, one => FoundPictures.In(KaggleImageNet.Root(one.FolderIn(directory: null))));

    /// <summary>What lies in a folder.</summary>
    private sealed record FoundPictures(string Root, PictureTree? Tree, IdxFolder? Idx)
    {
        public string Layout => Tree?.Layout ?? Idx!.Layout;

        public static FoundPictures In(string root)
        {
            IdxFolder? idx = Directory.Exists(root) ? IdxFolder.Read(root) : null;
            return new FoundPictures(root, idx is null ? TreeReader.Read(root, PictureIndex.Of(root)) : null, idx);
        }

        /// <summary>The images as they are asked for.</summary>
        public ImageData As(PictureFolder options)
        {
            (int height, int width) = Idx is { Train: var own } ? (own.Height, own.Width) : (UsualSize, UsualSize);
            (height, width) = options.Size is { } side ? (side, side) : (height, width);
            ImageShape shape = new(height, width, options.Channels ?? (Idx is null ? 3 : 1));
            string name = $"pictures in {System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(Root))}";
            (IImageDataSet train, IImageDataSet test) = Idx is null ? OfTree(name, shape, options) : OfIdx(name, shape);
            return new ImageData(name, train, test, Normalization(options, shape.Channels)) { Middle = options.Middle };
        }

        private (IImageDataSet Train, IImageDataSet Test) OfIdx(string name, ImageShape shape)
            => (new IdxImages(name + " train", Idx!.Train, Idx.ClassNames, shape), new IdxImages(name + " test", Idx.Test, Idx.ClassNames, shape));

        private (IImageDataSet Train, IImageDataSet Test) OfTree(string name, ImageShape shape, PictureFolder options)
        {
            if (Tree!.Test is { } tested)
            {
                return (Of(name + " train", Tree.Train), Of(name + " test", tested));
            }

            int count = (int)Math.Clamp(Math.Round(options.TestShare * Tree.Train.Count), 1, Tree.Train.Count - 1);
            HeldOut split = HeldOut.Split(Of(name, Tree.Train), count, SplitSeed);
            return (split.Train, split.Choosing);

            PictureImages Of(string part, PictureList pictures) => new(part, Root, Tree, pictures, shape, options.Middle);
        }

        public static PixelNormalization Normalization(PictureFolder options, int channels)
            => options.Mean.Count == 0 ? (channels == 1 ? Grey : ImageNets)
                : options.Mean.Count == channels ? new PixelNormalization([.. options.Mean], [.. options.Std])
                : throw new ArgumentException($"'mean' has {options.Mean.Count} numbers, but the images have {channels} channels.");
    }
}
