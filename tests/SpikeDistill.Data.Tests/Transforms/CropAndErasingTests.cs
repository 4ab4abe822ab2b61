using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Transforms;

public class CropAndErasingTests
{
    private const int Draws = 20_000;

    private static readonly ImageShape Shape = new(32, 32, 3);

    [Theory]
    [InlineData("scene")]
    [InlineData("noise")]
    public void A_stretched_part_has_PILs_bytes(string image)
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.Transforms);
        ImageShape shape = new((int)file[image].Shape[0], (int)file[image].Shape[1], 3);
        string[] names = [.. file.Tensors.Select(tensor => tensor.Name).Where(name => name.StartsWith(image + ".stretch.", StringComparison.Ordinal))];
        Assert.Equal(5, names.Length);
        Assert.All(names, name =>
        {
            int[] box = [.. name.Split('.').Skip(2).Select(int.Parse)];
            byte[] target = new byte[shape.Size];
            BilinearStretch.Apply(file.ReadBytes(image), target, shape, new PixelBox(box[0], box[1], box[2], box[3]));
            Assert.Equal(file.ReadBytes(name), target);
        });
    }

    [Theory]
    [InlineData("scene")]
    [InlineData("noise")]
    public void Jittered_colours_have_PILs_bytes(string image)
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.Transforms);
        ImageShape shape = new((int)file[image].Shape[0], (int)file[image].Shape[1], 3);
        string[] names = [.. file.Tensors.Select(tensor => tensor.Name).Where(name => name.StartsWith(image + ".jitter.", StringComparison.Ordinal))];
        Assert.Equal(3, names.Length);
        Assert.All(names, name =>
        {
            double[] factors = [.. name.Split('.').Skip(2).Select(text => int.Parse(text) / 100.0)];
            PixelOperation[] operations =
            [
                new(PixelOperationKind.Brightness, factors[0]), new(PixelOperationKind.Contrast, factors[1]), new(PixelOperationKind.Color, factors[2]),
            ];
            byte[] target = new byte[shape.Size];
            PixelOperations.Apply(operations, file.ReadBytes(image), target, shape);
            Assert.Equal(file.ReadBytes(name), target);
        });
    }

    [Theory]
    [InlineData("scene")]
    [InlineData("noise")]
    [InlineData("colours")]
    public void A_turned_hue_has_torchvisions_bytes(string image)
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.Transforms);
        ImageShape shape = new((int)file[image].Shape[0], (int)file[image].Shape[1], 3);
        string[] names = [.. file.Tensors.Select(tensor => tensor.Name).Where(name => name.StartsWith(image + ".hue.", StringComparison.Ordinal))];
        Assert.Equal(6, names.Length);
        Assert.All(names, name =>
        {
            byte[] target = new byte[shape.Size];
            new PixelOperation(PixelOperationKind.Hue, int.Parse(name.Split('.')[2]) / 100.0).Apply(file.ReadBytes(image), target, shape);
            Assert.Equal(file.ReadBytes(name), target);
        });
    }

    [Fact]
    public void Jitter_with_hue_takes_every_order_of_four_and_without_it_draws_what_it_drew()
    {
        HashSet<string> orders = [];
        double least = 1, most = -1;
        for (int i = 0; i < Draws; i++)
        {
            CounterRandom random = new(1, "jitter", i), without = new(1, "jitter", i);
            PixelOperation[] drawn = new ColorJitter { Hue = 0.2 }.Draw(ref random);
            orders.Add(string.Concat(drawn.Select(one => one.Kind)));
            double turn = drawn.Single(one => one.Kind == PixelOperationKind.Hue).Magnitude;
            (least, most) = (Math.Min(least, turn), Math.Max(most, turn));
            Assert.DoesNotContain(new ColorJitter().Draw(ref without), one => one.Kind == PixelOperationKind.Hue);
        }

        Assert.Equal(24, orders.Count);
        Assert.InRange(least, -0.2, -0.199);
        Assert.InRange(most, 0.199, 0.2);
    }

    [Fact]
    public void Jitter_takes_every_order_and_uniform_factors()
    {
        Dictionary<string, int> orders = [];
        double sum = 0, squares = 0;
        for (int i = 0; i < Draws; i++)
        {
            CounterRandom random = new(1, "jitter", i);
            PixelOperation[] drawn = new ColorJitter { Brightness = 0.5 }.Draw(ref random);
            string order = string.Concat(drawn.Select(one => one.Kind));
            orders[order] = orders.GetValueOrDefault(order) + 1;
            double factor = drawn.Single(one => one.Kind == PixelOperationKind.Brightness).Magnitude - 1;
            (sum, squares) = (sum + factor, squares + (factor * factor));
        }

        Assert.Equal(6, orders.Count);
        Assert.All(orders.Values, count => Assert.InRange(count, 3_060, 3_610));
        Assert.Equal(0, sum / Draws, 0.015);
        Assert.Equal(0.25 / 3, squares / Draws, 0.003);
    }

    [Fact]
    public void Crops_have_the_area_and_shape_that_was_asked_for()
    {
        RandomResizedCrop crop = new() { LeastArea = 0.25, MostArea = 0.5 };
        double area = 0;
        for (int i = 0; i < Draws; i++)
        {
            CounterRandom random = new(1, "crop", i);
            PixelBox box = crop.Draw(Shape, ref random);
            Assert.InRange(box.Top, 0, 32 - box.Height);
            Assert.InRange(box.Left, 0, 32 - box.Width);
            Assert.InRange((double)box.Height / box.Width, 0.7, 1.43);
            area += (double)box.Height * box.Width / (32 * 32);
        }

        Assert.Equal(0.375, area / Draws, 0.005);
    }

    [Fact]
    public void A_crop_that_never_fits_is_the_largest_part_in_the_middle()
    {
        // Nearly the whole of an image ten times as wide as high is never drawn with a side at most a third longer than the other.
        CounterRandom random = new(1, "crop");

        PixelBox box = new RandomResizedCrop { LeastArea = 0.99 }.Draw(new ImageShape(12, 120, 1), ref random);

        Assert.Equal(new PixelBox(0, 52, 12, 16), box);
    }

    [Fact]
    public void Erasing_happens_with_its_probability_within_its_areas_and_leaves_the_rest()
    {
        RandomErasing erasing = new() { Probability = 0.5, LeastArea = 0.1, MostArea = 0.2 };
        int erased = 0;
        for (int i = 0; i < 4_000; i++)
        {
            CounterRandom drawn = new(2, "erasing", i), applied = drawn;
            byte[] source = new byte[Shape.Size], target = new byte[Shape.Size];
            PixelBox? box = erasing.Draw(Shape, ref drawn);
            erasing.Apply(source, target, Shape, ref applied);
            erased += box is null ? 0 : 1;
            for (int p = 0; p < 32 * 32; p++)
            {
                (int y, int x) = (p / 32, p % 32);
                bool inside = box is { } one && y >= one.Top && y < one.Top + one.Height && x >= one.Left && x < one.Left + one.Width;
                Assert.True(inside || target.AsSpan(p * 3, 3).IndexOfAnyExcept((byte)0) < 0);
            }

            if (box is { } hole) Assert.InRange(hole.Height * hole.Width / (32.0 * 32), 0.07, 0.24);
        }

        Assert.InRange(erased, 1_840, 2_160);
    }

    [Fact]
    public void Erased_bytes_are_uniform_noise()
    {
        byte[] target = new byte[Shape.Size];
        int[] counts = new int[256];
        for (int i = 0; i < 400; i++)
        {
            CounterRandom drawn = new(3, "erasing", i), applied = drawn;
            RandomErasing erasing = new() { Probability = 1 };
            PixelBox box = erasing.Draw(Shape, ref drawn)!.Value;
            erasing.Apply(new byte[Shape.Size], target, Shape, ref applied);
            for (int y = box.Top; y < box.Top + box.Height; y++)
            {
                foreach (byte value in target.AsSpan(((y * 32) + box.Left) * 3, box.Width * 3)) counts[value]++;
            }
        }

        double mean = counts.Average();
        Assert.All(counts, count => Assert.InRange(count, mean - (5 * Math.Sqrt(mean)), mean + (5 * Math.Sqrt(mean))));
    }
}
