using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Predictions;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Tests.Predictions;

/// <summary>Images in memory, in one call.</summary>
public sealed class MemoryPredictionTests : IDisposable
{
    private const int Images = 5, Side = 16;

    private static readonly PixelNormalization Constants = new([0.4f, 0.5f, 0.6f], [0.2f, 0.3f, 0.25f]);
    private static readonly byte[] Pixels = [.. Enumerable.Range(0, Images * Side * Side * 3).Select(i => (byte)(i * 37 % 251))];

    private readonly Engine _engine = new(2);
    private readonly Network _network;

    public MemoryPredictionTests()
        => _network = new Network(
            _engine,
            new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 4 }, Classes = 3, Timesteps = 2 },
            new Lif { DecayInput = false },
            seed: 1)
        {
            TrainedOn = new TrainedOn("mine", new ImageShape(Side, Side, 3), Constants, ["ant", "bee", "cow"]),
        };

    public void Dispose()
    {
        _network.Dispose();
        _engine.Dispose();
    }

    [Fact]
    public void Logits_are_those_of_a_pass_over_all_images_with_their_mean_and_classes_by_name()
    {
        using Tape tape = new(_engine, recording: false);
        Tensor batch = tape.Allocate(new Shape(Images, Side, Side, 3));
        Constants.Apply(Pixels, batch.Values);
        Tensor logits = _network.Forward(tape, batch, ForwardOptions.Evaluation).Logits, mean = tape.MeanOverTime(logits);

        PredictedImages said = _network.Predict(Pixels, [Images, Side, Side, 3]);

        Assert.Equal((Images, 2, 3), (said.Count, said.Timesteps, said.Classes));
        Assert.Equal(logits.ToArray(), said.StepLogits.ToArray());
        Assert.Equal(mean.ToArray(), said.MeanLogits.ToArray());
        Assert.Equal(logits.ToArray()[^3..], said.Logits(Images - 1, step: 1).ToArray());
        for (int image = 0; image < Images; image++)
        {
            float[] row = said.Logits(image).ToArray();
            Assert.Equal(Array.IndexOf(row, row.Max()), said.Class(image));
            Assert.Equal(((string[])["ant", "bee", "cow"])[said.Class(image)], said.ClassName(image));
            Assert.Equal(1, said.Probabilities(image).Sum(), 1e-12);
        }

        Assert.StartsWith($"{Images} images: {said.ClassName(0)}", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_and_floats_in_either_order_and_any_batch_give_the_same_bits()
    {
        float[] expected = _network.Predict(Pixels, [Images, Side, Side, 3]).StepLogits.ToArray();
        byte[] planes = new byte[Pixels.Length];
        for (int i = 0; i < Pixels.Length; i++)
        {
            (int image, int pixel, int c) = (i / (Side * Side * 3), i / 3 % (Side * Side), i % 3);
            planes[(((image * 3) + c) * Side * Side) + pixel] = Pixels[i];
        }

        Assert.Equal(expected, _network.Predict(planes, [Images, 3, Side, Side]).StepLogits.ToArray());
        Assert.Equal(expected, _network.Predict(planes, [Images, 3, Side, Side], new PredictionOptions { BatchSize = 2 }).StepLogits.ToArray());
        Assert.Equal(expected, _network.Predict(Floats(Pixels), [Images, Side, Side, 3]).StepLogits.ToArray());
        Assert.Equal(expected, _network.Predict(Floats(planes), [Images, 3, Side, Side], new PredictionOptions { BatchSize = 3 }).StepLogits.ToArray());

        static float[] Floats(byte[] pixels) => [.. pixels.Select(pixel => pixel / 255f)];
    }

    [Fact]
    public void Mistakes_are_told()
    {
        Assert.Contains(
            "the network takes [N, height, width, 3] or [N, 3, height, width]",
            Message(() => _network.Predict(Pixels, [Images, Side, Side * 3])),
            StringComparison.Ordinal);
        Assert.Contains("has 1536", Message(() => _network.Predict(Pixels, [2, Side, Side, 3])), StringComparison.Ordinal);
        Assert.Contains("either order", Message(() => _network.Predict(new byte[3 * 3 * 3], [1, 3, 3, 3])), StringComparison.Ordinal);
        Assert.Contains("expected 0 to 1", Message(() => _network.Predict([0.5f, 2f, 0.5f], [1, 1, 1, 3])), StringComparison.Ordinal);
        _network.TrainedOn = null;
        Assert.Contains("how its images are normalized", Message(() => _network.Predict(Pixels, [Images, Side, Side, 3])), StringComparison.Ordinal);
        Assert.Contains(
            _network.Predict(new byte[Side * Side * 3], [1, Side, Side, 3], new PredictionOptions { Normalization = Constants }).ClassName(0),
            (string[])["0", "1", "2"]);

        static string Message(Func<object> predict) => Assert.Throws<ArgumentException>(() => predict()).Message;
    }
}
