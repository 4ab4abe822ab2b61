using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Transforms;

public class RandAugmentTests
{
    private static readonly ImageShape Shape = new(32, 32, 3);

    [Fact]
    public void Every_operation_gives_PILs_bytes_at_every_level()
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.Transforms);
        ImageShape shape = new((int)file["scene"].Shape[0], (int)file["scene"].Shape[1], 3);
        string[] names = [.. file.Tensors.Select(tensor => tensor.Name).Where(name => name.StartsWith("scene.rand.", StringComparison.Ordinal))];
        Assert.Equal(12 * 4 * 2, names.Length);
        Assert.All(names, name =>
        {
            string[] parts = name.Split('.');
            double level = double.Parse($"{parts[3]}.{parts[4]}");
            byte[] target = new byte[shape.Size];
            RandAugmentScale.Of(Enum.Parse<PixelOperationKind>(parts[2]), level, parts[5] == "-").Apply(file.ReadBytes("scene"), target, shape);
            Assert.Equal(file.ReadBytes(name), target);
        });
    }

    [Fact]
    public void Operations_come_equally_often_with_their_probability_and_a_strength_around_the_magnitude()
    {
        const int Draws = 60_000;
        RandAugment transform = new() { Operations = 1, Magnitude = 5, Deviation = 0.5, Probability = 0.75 };
        Dictionary<PixelOperationKind, List<PixelOperation>> drawn = [];
        for (int i = 0; i < Draws; i++)
        {
            CounterRandom random = new(4, "randaugment", i);
            foreach (PixelOperation one in transform.Draw(ref random))
            {
                if (!drawn.TryGetValue(one.Kind, out List<PixelOperation>? of)) drawn[one.Kind] = of = [];
                of.Add(one);
            }
        }

        Assert.Equal(15, drawn.Count);
        Assert.All(drawn.Values, of => Assert.InRange(of.Count, 2_740, 3_260));
        double[] degrees = [.. drawn[PixelOperationKind.Rotate].Select(one => Math.Abs(one.Magnitude) / 3)];
        double mean = degrees.Average();
        Assert.Equal(5, mean, 0.05);
        Assert.Equal(0.5, Math.Sqrt(degrees.Average(level => (level - mean) * (level - mean))), 0.05);
        Assert.InRange(drawn[PixelOperationKind.Rotate].Count(one => one.Magnitude < 0), 1_300, 1_700);
    }

    [Fact]
    public void Operations_happen_in_the_order_they_are_drawn_in()
    {
        byte[] source = [.. Enumerable.Range(0, Shape.Size).Select(i => (byte)(i * 7))];
        RandAugment transform = new() { Operations = 3, Probability = 0.9 };
        for (int i = 0; i < 200; i++)
        {
            CounterRandom drawn = new(3, "randaugment", i), applied = drawn;
            byte[] expected = source, target = new byte[Shape.Size];
            foreach (PixelOperation one in transform.Draw(ref drawn))
            {
                byte[] next = new byte[Shape.Size];
                one.Apply(expected, next, Shape);
                expected = next;
            }

            transform.Apply(source, target, Shape, ref applied);
            Assert.Equal(expected, target);
            Assert.Equal(drawn, applied);
        }
    }

    [Fact]
    public void Grey_images_are_refused()
    {
        foreach (IImageTransform transform in (IImageTransform[])[new RandAugment(), new ColorJitter()])
        {
            ArgumentException refusal = Assert.Throws<ArgumentException>(() =>
            {
                CounterRandom random = new(1, "grey");
                transform.Apply(new byte[4], new byte[4], new ImageShape(2, 2, 1), ref random);
            });
            Assert.Contains("three channels", refusal.Message, StringComparison.Ordinal);
        }
    }
}
