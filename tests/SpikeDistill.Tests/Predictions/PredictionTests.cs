using SpikeDistill.Data;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Predictions;
using SpikeDistill.Tensors;

namespace SpikeDistill.Tests.Predictions;

public sealed class PredictionTests : IDisposable
{
    private const int Images = 7;
    private const int Size = 32 * 32 * 3;

    private static readonly DataSetInfo Set = DataSets.Find("synthetic").Describe();
    private static readonly byte[] Pixels = RandomPixels();

    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-predict-").FullName;
    private readonly Engine _engine = new(2);
    private readonly Network _network;

    public PredictionTests()
        => _network = new Network(
            _engine, new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 4, StemStride = 4 }, Timesteps = 2 }, new Lif(), seed: 1);

    public void Dispose()
    {
        _network.Dispose();
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Logits_are_those_of_a_pass_over_all_images_whatever_the_batch()
    {
        using Tape tape = new(_engine, recording: false);
        Tensor batch = tape.Allocate(new Shape(Images, 32, 32, 3));
        Set.Normalization.Apply(Pixels, batch.Values);
        float[] expected = _network.Forward(tape, batch, ForwardOptions.Evaluation).Logits.ToArray();
        string input = SaveBytes("rows.npy", Pixels, [Images, 32, 32, 3]);

        Assert.All([1, 3, 7, 200], size => Assert.Equal(expected, Predict(input, size)));
        Assert.Contains(expected, value => value != 0);
    }

    [Fact]
    public void Planes_and_floats_give_the_same_bits_as_bytes()
    {
        float[] expected = Predict(SaveBytes("rows.npy", Pixels, [Images, 32, 32, 3]));

        Assert.Equal(expected, Predict(SaveBytes("planes.npy", Planes(), [Images, 3, 32, 32])));
        Assert.Equal(expected, Predict(SaveFloats("rows-f4.npy", Floats(Pixels), [Images, 32, 32, 3])));
        Assert.Equal(expected, Predict(SaveFloats("planes-f4.npy", Floats(Planes()), [Images, 3, 32, 32])));
    }

    [Fact]
    public void No_images_give_an_empty_array()
        => Assert.Empty(Predict(SaveBytes("none.npy", [], [0, 32, 32, 3]), images: 0));

    [Theory]
    [InlineData(255f)]
    [InlineData(-0.5f)]
    [InlineData(float.NaN)]
    public void A_float_out_of_range_is_named_and_nothing_is_written(float value)
    {
        float[] floats = Floats(Pixels);
        floats[(4 * Size) + 9] = value;

        RunException failure = Assert.ThrowsAny<RunException>(() => Predict(SaveFloats("bad.npy", floats, [Images, 32, 32, 3])));

        Assert.Contains($"bad.npy: image 4 has the value {value}; expected 0 to 1", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["bad.npy"], Directory.GetFiles(_folder).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("the shape is [3072]; expected [N, 32, 32, 3] or [N, 3, 32, 32]", 3072)]
    [InlineData("the shape is [1, 32, 3, 32]", 1, 32, 3, 32)]
    [InlineData("the shape is [32, 32, 3]", 32, 32, 3)]
    [InlineData("add the first axis with array[None]", 32, 32, 3)]
    [InlineData("the shape is [4, 16, 16, 3]", 4, 16, 16, 3)]
    public void Another_shape_is_named(string message, params int[] shape)
        => Assert.Contains(message, Error(SaveBytes("bad.npy", new byte[3072], shape), Set.Shape), StringComparison.Ordinal);

    [Fact]
    public void A_shape_that_fits_both_orders_is_ambiguous()
        => Assert.Contains(
            "either order of the axes", Error(SaveBytes("bad.npy", new byte[27], [1, 3, 3, 3]), new ImageShape(3, 3, 3)), StringComparison.Ordinal);

    [Fact]
    public void Another_type_or_a_damaged_or_missing_file_is_named()
    {
        string path = Path.Combine(_folder, "bad.npy");
        NpyWriter.Save(path, [1, 32, 32, 3], new long[3072]);
        Assert.Contains("the element type is I64; expected U8 (0 to 255) or F32 (0 to 1)", Error(path, Set.Shape), StringComparison.Ordinal);

        using (FileStream stream = new(path, FileMode.Open)) stream.SetLength(stream.Length - 1);
        Assert.Contains("The file was cut", Error(path, Set.Shape), StringComparison.Ordinal);

        File.WriteAllText(path, "no array");
        Assert.Contains("does not begin with", Error(path, Set.Shape), StringComparison.Ordinal);
        Assert.Contains("none.npy: cannot be read", Error(Path.Combine(_folder, "none.npy"), Set.Shape), StringComparison.Ordinal);
    }

    [Fact]
    public void A_stop_leaves_the_old_output()
    {
        string input = SaveBytes("rows.npy", Pixels, [Images, 32, 32, 3]), output = SaveFloats("logits.npy", [1], [1]);
        using ImageArray images = ImageArray.Open(input, Set.Shape);
        using CancellationTokenSource stop = new();

        Assert.Throws<OperationCanceledException>(() => Prediction.Write(_network, images, Set.Normalization, output, 2, (_, _) => stop.Cancel(), stop.Token));

        using NpyFile kept = NpyFile.Open(output);
        Assert.Equal([1], kept.ReadSingles());
    }

    private static byte[] RandomPixels()
    {
        byte[] pixels = new byte[Images * Size];
        new Random(2).NextBytes(pixels);
        return pixels;
    }

    private static float[] Floats(byte[] pixels) => [.. pixels.Select(value => value / 255f)];

    private static byte[] Planes()
    {
        byte[] planes = new byte[Pixels.Length];
        for (int n = 0; n < Images; n++)
        {
            for (int i = 0; i < Size; i++) planes[(n * Size) + (i % 3 * 1024) + (i / 3)] = Pixels[(n * Size) + i];
        }

        return planes;
    }

    private static string Error(string path, ImageShape shape) => Assert.ThrowsAny<RunException>(() => ImageArray.Open(path, shape)).Message;

    private float[] Predict(string input, int batchSize = 200, int images = Images)
    {
        string output = Path.Combine(_folder, "logits.npy");
        using ImageArray array = ImageArray.Open(input, Set.Shape);
        List<int> done = [];
        Prediction.Write(_network, array, Set.Normalization, output, batchSize, (first, _) => done.Add(first), CancellationToken.None);
        Assert.Equal((images + batchSize - 1) / batchSize, done.Count);
        using NpyFile file = NpyFile.Open(output);
        Assert.Equal(NpyType.F32, file.Type);
        Assert.Equal([2, images, 10], file.Shape);
        return file.ReadSingles();
    }

    private string SaveBytes(string name, byte[] values, int[] shape)
    {
        NpyWriter.Save(Path.Combine(_folder, name), shape, values);
        return Path.Combine(_folder, name);
    }

    private string SaveFloats(string name, float[] values, int[] shape)
    {
        NpyWriter.Save(Path.Combine(_folder, name), shape, values);
        return Path.Combine(_folder, name);
    }
}
