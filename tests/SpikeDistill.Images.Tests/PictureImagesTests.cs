using SpikeDistill.Data;
using SpikeDistill.Images.Tests.Decoding;
using SpikeDistill.Tensors;

namespace SpikeDistill.Images.Tests;

public sealed class PictureImagesTests : IDisposable
{
    private static readonly ImageShape Shape = new(24, 24, 3);
    private readonly PictureFolderOnDisk _folder = new();

    public PictureImagesTests()
    {
        _folder.Add("a", 3);
        _folder.Add("b", 2, "palette.gif");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_picture_is_shown_in_the_middle()
    {
        PictureImages images = Open();
        Assert.Equal(PictureFixture.Shown("colour.jpg"), Pixels(images, 0));
        Assert.Equal(PictureFixture.Shown("palette.gif"), Pixels(images, 3));
        Assert.Equal((5, 2, "b", 1), (images.Count, images.Classes, images.ClassNames[1], images.Label(3)));
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_told_once_and_the_next_of_its_class_stands_in()
    {
        _folder.Write("b/00.gif", PictureFixture.File("palette.gif")[..1500]);
        PictureImages images = Open();
        Assert.Equal(PictureFixture.Shown("palette.gif"), Pixels(images, 3));
        Assert.Equal(PictureFixture.Shown("palette.gif"), Pixels(images, 3));
        Assert.Equal(["b/00.gif: the file is cut: its 1500 bytes end within the picture"], images.Skipped.Select(one => one.ToString()));
    }

    [Fact]
    public void What_stands_in_is_the_same_whatever_was_read_before()
    {
        _folder.Write("a/01.jpg", PictureFixture.File("colour.jpg")[..300]);
        _folder.Write("a/02.jpg", PictureFixture.File("turned-6.jpg"));
        PictureImages once = Open(), again = Open();
        byte[] part = Part(once, 1);
        Pixels(again, 1);
        Assert.Equal(part, Part(again, 1));
        Assert.Equal(part, Part(again, 2));
    }

    [Fact]
    public void A_class_of_which_nothing_can_be_read_ends_it()
    {
        PictureImages images = Open();
        File.Delete(Path.Combine(_folder.Root, "b", "00.gif"));
        File.Delete(Path.Combine(_folder.Root, "b", "01.gif"));
        DataSetException error = Assert.Throws<DataSetException>(() => Pixels(images, 4));
        Assert.Contains("no picture of the class 'b' can be read", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_random_part_is_drawn_on_the_whole_picture()
    {
        PictureImages images = Open();
        Box box = new();
        CounterRandom random = new(1, 2, 3, 4);
        byte[] pixels = new byte[Shape.Size];
        images.CopyPart(0, box, ref random, pixels);
        Assert.Equal(new ImageShape(44, 60, 3), box.Seen);
        ImageView view = new(new PixelNormalization([0, 0, 0], [1, 1, 1]), new RandomResizedCrop());
        float[] shown = new float[Shape.Size], plain = new float[Shape.Size];
        view.Render(images, 0, seed: 5, epoch: 1, shown);
        view.Render(new Subset(images, [2, 0], "some"), 1, seed: 5, epoch: 1, plain);
        Assert.NotEqual(shown, plain);
        view.Render(new Subset(images, [0, 2], "some"), 0, seed: 5, epoch: 1, plain);
        Assert.Equal(shown, plain);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Batches_are_the_same_with_any_number_of_threads_though_files_are_bad(int threads)
    {
        _folder.Write("a/01.jpg", PictureFixture.File("colour.jpg")[..300]);
        Assert.Equal(Batches(threads: 2), Batches(threads));

        float[] Batches(int threads)
        {
            using Engine engine = new(threads);
            BatchLoader loader = new(
                engine, Open(), new ImageView(new PixelNormalization([0, 0, 0], [1, 1, 1]), new RandomResizedCrop(), new HorizontalFlip()),
                BatchOptions.Training(2, seed: 3));
            List<float> values = [];
            foreach (Batch batch in Enumerable.Range(1, 4).SelectMany(epoch => loader.Epoch(epoch)))
            {
                using TensorScope scope = new Tape(engine);
                values.AddRange(batch.ImagesIn(scope).Values);
            }

            return [.. values];
        }
    }

    private static byte[] Pixels(PictureImages images, int index)
    {
        byte[] pixels = new byte[Shape.Size];
        images.CopyPixels(index, pixels);
        return pixels;
    }

    private static byte[] Part(PictureImages images, int index)
    {
        byte[] pixels = new byte[Shape.Size];
        CounterRandom random = new(1, 2, 3, 4);
        images.CopyPart(index, new RandomResizedCrop(), ref random, pixels);
        return pixels;
    }

    private PictureImages Open()
    {
        PictureTree tree = _folder.Read();
        return new PictureImages("test pictures", _folder.Root, tree, tree.Train, Shape, middle: 1);
    }

    private sealed class Box : IPart
    {
        public ImageShape Seen { get; private set; }

        public PixelBox Draw(ImageShape shape, ref CounterRandom random)
        {
            Seen = shape;
            return new PixelBox(0, 0, 10, 10);
        }
    }
}
