using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data.Tests.Transforms;

public class AutoAugmentTests
{
    private static readonly ImageShape Shape = new(32, 32, 3);

    [Theory]
    [InlineData("scene", 193)]
    [InlineData("noise", 14)]
    [InlineData("flat", 3)]
    [InlineData("pair", 3)]
    public void Every_operation_gives_PILs_bytes(string image, int results)
    {
        using SafeTensorsFile file = Fixture.Open(Fixture.AutoAugment);
        ImageShape shape = new((int)file[image].Shape[0], (int)file[image].Shape[1], 3);
        byte[] source = file.ReadBytes(image);
        string[] names = [.. file.Tensors.Select(tensor => tensor.Name).Where(name => name.StartsWith(image + ".", StringComparison.Ordinal))];
        Assert.Equal(results, names.Length);
        Assert.All(names, name =>
        {
            string[] parts = name.Split('.');
            byte[] target = Dirty(shape.Size);
            PixelOperation.Of(Enum.Parse<PixelOperationKind>(parts[1]), int.Parse(parts[2]), parts[3] == "-").Apply(source, target, shape);
            Assert.Equal(file.ReadBytes(name), target);
        });
    }

    [Fact]
    public void The_pair_happens_in_its_order()
    {
        byte[] source = Noise();
        for (int i = 0; i < 300; i++)
        {
            CounterRandom drawn = new(3, "autoaugment", i), applied = drawn;
            (PixelOperation? first, PixelOperation? second) = AutoAugment.Draw(ref drawn);
            byte[] expected = Run(second, Run(first, source)), target = Dirty(Shape.Size);
            new AutoAugment().Apply(source, target, Shape, ref applied);
            Assert.Equal(expected, target);
            Assert.Equal(drawn, applied);
        }
    }

    [Fact]
    public void Pairs_operations_and_signs_come_as_often_as_the_policy_says()
    {
        const int Draws = 250_000;
        Dictionary<(PixelOperation?, PixelOperation?), int> counts = [];
        for (int i = 0; i < Draws; i++)
        {
            CounterRandom random = new(4, "autoaugment", i);
            var drawn = AutoAugment.Draw(ref random);
            counts[drawn] = counts.GetValueOrDefault(drawn) + 1;
        }

        Dictionary<(PixelOperation?, PixelOperation?), double> expected = [];
        foreach ((PolicyStep first, PolicyStep second) in Cifar10Policy.Pairs)
        {
            foreach ((PixelOperation? one, double p) in Outcomes(first))
            {
                foreach ((PixelOperation? two, double q) in Outcomes(second))
                {
                    expected[(one, two)] = expected.GetValueOrDefault((one, two)) + (p * q / Cifar10Policy.Pairs.Count);
                }
            }
        }

        Assert.Equal(25, Cifar10Policy.Pairs.Count);
        Assert.Equal(1, expected.Values.Sum(), 1e-6);
        Assert.All(counts.Keys, drawn => Assert.True(expected.GetValueOrDefault(drawn) > 0, drawn.ToString()));
        Assert.All(expected, outcome =>
        {
            double mean = Draws * outcome.Value, sigma = Math.Sqrt(mean);
            Assert.InRange(counts.GetValueOrDefault(outcome.Key), mean - (5 * sigma), mean + (5 * sigma));
        });

        static IEnumerable<(PixelOperation?, double)> Outcomes(PolicyStep step) =>
        [
            (null, 1 - step.Probability),
            (PixelOperation.Of(step.Kind, step.Level, negative: false), step.Probability / 2),
            (PixelOperation.Of(step.Kind, step.Level, negative: true), step.Probability / 2),
        ];
    }

    [Fact]
    public void The_view_has_it_between_flip_and_cutout()
    {
        SyntheticShapes set = SyntheticShapes.Train(new() { Train = 8 });
        byte[] a = new byte[3072], b = new byte[3072];
        set.CopyPixels(3, a);
        CounterRandom flip = new(5, "view/horizontal flip/0", 2, 3), augment = new(5, "view/autoaugment/0", 2, 3), cutout = new(5, "view/cutout/0", 2, 3);
        new HorizontalFlip().Apply(a, b, set.Shape, ref flip);
        new AutoAugment().Apply(b, a, set.Shape, ref augment);
        new Cutout().Apply(a, b, set.Shape, ref cutout);

        float[] image = new float[3072];
        string[] names = ["flip", "autoaugment", "cutout"];
        new ImageView(new PixelNormalization([0, 0, 0], [1, 1, 1]), [.. names.Select(ImageTransforms.Create)]).Render(set, 3, 5, 2, image);
        Assert.Equal(b.Select(value => value / 255f), image);
    }

    [Fact]
    public void Grey_images_are_refused()
        => Assert.Contains("three channels", Assert.Throws<ArgumentException>(() =>
        {
            CounterRandom random = new(1, "autoaugment");
            new AutoAugment().Apply(new byte[4], new byte[4], new ImageShape(2, 2, 1), ref random);
        }).Message, StringComparison.Ordinal);

    private static byte[] Run(PixelOperation? operation, byte[] source)
    {
        byte[] target = Dirty(source.Length);
        operation?.Apply(source, target, Shape);
        return operation is null ? source : target;
    }

    private static byte[] Noise()
    {
        CounterRandom random = new(9, "noise");
        byte[] pixels = new byte[Shape.Size];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)random.NextInt(256);
        return pixels;
    }

    private static byte[] Dirty(int length) => [.. Enumerable.Repeat((byte)99, length)];
}
