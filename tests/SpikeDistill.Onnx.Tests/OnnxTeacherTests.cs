using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Reference;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Onnx.Tests;

/// <summary>Models that Debian's PyTorch exported (make_onnx_fixture.py): torchvision's ResNet, and a vision transformer with timm's layers.</summary>
public sealed class OnnxTeacherTests : IDisposable
{
    private const int Images = 5;

    private static readonly ImageShape Shape = new(32, 32, 3);

    private readonly Engine _engine = new(2);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("onnx-teacher");

    public void Dispose()
    {
        _engine.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("vit", "tokens", 10)]
    [InlineData("resnet", "stage3", 12)]
    [InlineData("resnet-of-two", "stage3", 12)]
    public void It_gives_the_logits_and_features_of_PyTorch(string name, string feature, int classes)
    {
        using Network teacher = OnnxTeacher.Load(_engine, Settings(name) with { Features = [feature] }, Shape);
        using Tape tape = new(_engine, recording: false);
        NetworkOutput told = teacher.Forward(tape, Pixels(tape), new ForwardOptions { KeepStageFeatures = true });
        RequireEqual(Array(name + "-logits"), told.Logits.Values);
        Assert.Equal(new Shape(1, Images, classes), told.Logits.Shape);

        float[] features = Array(name + "-features");
        Tensor map = Assert.Single(told.StageFeatures);
        bool tokens = name == "vit";
        Assert.Equal(tokens ? new Shape(1, Images, 4, 4, 24) : new Shape(1, Images, 2, 2, 32), map.Shape);
        int channels = map.Shape[4], places = map.Shape[2] * map.Shape[3];
        for (int i = 0; i < map.Values.Length; i++)
        {
            int c = i % channels, p = i / channels % places, n = i / channels / places;
            int there = tokens ? (((n * (places + 1)) + p + 1) * channels) + c : (((n * channels) + c) * places) + p;
            Assert.Equal(features[there], map.Values[i], 1e-5f);
        }
    }

    [Fact]
    public void Bits_do_not_depend_on_the_number_of_threads()
    {
        float[] expected = [];
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            using Engine engine = new(threads);
            using Network teacher = OnnxTeacher.Load(engine, Settings("resnet") with { Features = ["stage3"] }, Shape);
            using TensorScope scope = new(engine);
            Tensor images = TestImages.Still(scope, 27);
            using Tape tape = new(engine, recording: false);
            float[] logits = teacher.Forward(tape, images, ForwardOptions.Evaluation).Logits.Values.ToArray();
            if (threads == 1) expected = logits;
            Assert.Equal(expected, logits);
        }
    }

    [Fact]
    public void Its_classes_are_mapped_and_its_images_resized_and_normalized()
    {
        ImageShape larger = new(40, 40, 3);
        OnnxTeacherSettings settings = Settings("resnet") with { Mean = [0.5f, 0.5f, 0.5f], Deviation = [0.25f, 0.25f, 0.25f] };
        using Network teacher = OnnxTeacher.Load(_engine, settings with { Classes = [3, 0, 11] }, larger);
        Assert.Equal(3, teacher.Settings.Classes);
        Assert.Equal(0.25f, teacher.TrainedOn!.Normalization.Deviation[0]);
        Assert.Contains(teacher.Description.Nodes, node => node.Kind == "resize");

        using Network whole = OnnxTeacher.Load(_engine, settings, larger);
        using Tape tape = new(_engine, recording: false);
        Tensor images = TestImages.Still(tape, count: 1, side: 40);
        ReadOnlySpan<float> mapped = teacher.Forward(tape, images, ForwardOptions.Evaluation).Logits.Values;
        ReadOnlySpan<float> all = whole.Forward(tape, images, ForwardOptions.Evaluation).Logits.Values;
        Assert.Equal([all[3], all[0], all[11]], mapped[..3].ToArray());
    }

    [Theory]
    [InlineData("vit")]
    [InlineData("resnet")]
    public void It_teaches_a_run_with_TSER_and_a_second_one_from_the_cache(string name)
    {
        ImageData data = new Synthetic { Train = 64, Test = 40 }.Open();
        OnnxTeacherSettings settings = Settings(name) with { Classes = [.. Enumerable.Range(0, data.Train.Classes)] };
        float[][] weights = [.. Enumerable.Range(0, 2).Select(_ =>
        {
            using Network teacher = OnnxTeacher.Load(_engine, settings, data.Shape);
            using Network student = Network.Create(
                _engine, ResNet.Describe([1], width: 4, data.Train.Classes, stemStride: 4), new Lif { DecayInput = false }, timesteps: 2);
            new TrainingRun(student, data)
            {
                Teacher = teacher,
                Method = Methods.Tser(),
                Epochs = 1,
                BatchSize = 16,
                Augmentation = [],
                Cache = new TeacherLogitsCache(Path.Combine(_folder.FullName, "cache"), 1L << 30),
            }.Train();
            return student.Parameters[0].Value.Values.ToArray();
        })];
        Assert.Equal(weights[0], weights[1]);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(_folder.FullName, "cache"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void What_cannot_be_a_teacher_is_told()
    {
        Refused(Settings("vit") with { Logits = "predictions" }, "has no output 'predictions'; it gives logits, tokens.");
        Refused(Settings("vit") with { Logits = null }, "has several outputs; say with 'logits' which gives the logits: logits, tokens.");
        Refused(Settings("vit") with { Logits = "tokens" }, "its output 'tokens' has the shape [8, 17, 24] for 8 images; logits are [8, classes].");
        Refused(Settings("vit") with { Features = ["blocks"] }, "has no output 'blocks'; it gives logits, tokens.");
        Refused(Settings("vit") with { Classes = [3, 3, 3, 0] }, "'classes' asks for number 3 3 times, but each class of the images has a logit of its own");
        Refused(Settings("vit") with { Classes = [1, 10] }, "knows 10 classes, from 0 to 9, but 'classes' asks for number 10.");
        Refused(Settings("vit") with { Size = 64 }, "takes images of 32x32, but 'size' is 64.");
        Refused(Settings("vit") with { Layout = ImageLayout.Nhwc }, "takes images of 32 channels, but these have 3; 'layout' says where");
        Refused(Settings("vit") with { Mean = [0.5f] }, "'mean' and 'std' belong together and give one value for each of 3 channels.");
        Refused(Settings("vit") with { Path = In("nowhere.onnx") }, "there is no such file; expected a model of ONNX.");
        Refused(Settings("vit") with { Path = _folder.FullName }, "is a folder; expected a model of ONNX.");
        File.WriteAllText(In("text.onnx"), "no model");
        Refused(Settings("vit") with { Path = In("text.onnx") }, "is no model that ONNX Runtime");
        File.WriteAllBytes(In("cut.onnx"), ZippedFixture.Read("onnx", "vit.onnx")[..50_000]);
        Refused(Settings("vit") with { Path = In("cut.onnx") }, "has 50000 bytes, but a part of it goes on to 104744: it was cut off");
    }

    private void Refused(OnnxTeacherSettings settings, string told)
    {
        OnnxModelException failure = Assert.Throws<OnnxModelException>(() => OnnxTeacher.Load(_engine, settings, Shape));
        Assert.Contains(told, failure.Message, StringComparison.Ordinal);
        Assert.StartsWith(settings.Path, failure.Message, StringComparison.Ordinal);
    }

    private static void RequireEqual(float[] expected, ReadOnlySpan<float> told)
    {
        Assert.Equal(expected.Length, told.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], told[i], 1e-5f);
    }

    private static float[] Array(string name)
    {
        using NpyFile file = NpyFile.Open(new MemoryStream(ZippedFixture.Read("onnx", name + ".npy")), name);
        return file.ReadSingles();
    }

    private static Tensor Pixels(TensorScope scope)
    {
        float[] there = Array("images");
        Tensor images = scope.Zeros(new Shape(Images, 32, 32, 3));
        for (int i = 0; i < there.Length; i++) images.Values[(((i / 3072 * 1024) + (i % 1024)) * 3) + (i / 1024 % 3)] = there[i];
        return images;
    }

    private OnnxTeacherSettings Settings(string name) => new() { Path = Model(name), Logits = "logits" };

    private string Model(string name)
    {
        string path = In(name + ".onnx");
        if (!File.Exists(path)) File.WriteAllBytes(path, ZippedFixture.Read("onnx", name + ".onnx"));
        return path;
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
