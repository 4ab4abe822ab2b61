using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Predictions;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Images of one's own: trained on, kept with the weights, predicted later; what goes wrong in them is told with their name.</summary>
public sealed class OwnDataTests : IDisposable
{
    private readonly TinyRun _run = new();
    private readonly Engine _engine = new(2);

    public void Dispose()
    {
        _engine.Dispose();
        _run.Dispose();
    }

    [Fact]
    public void A_run_is_kept_taken_up_and_predicted_without_a_set_that_ships()
    {
        ImageData data = new("mine", new OwnImages("mine train", 60), new OwnImages("mine test", 30));
        using CancellationTokenSource source = new();
        Assert.Throws<OperationCanceledException>(() => Train(_ => source.Cancel(), source.Token));
        Assert.Equal(2, Train(null, CancellationToken.None).Count);

        RunFolder folder = RunFolder.Open(_run.PathOf("mine"));
        Assert.True(folder.IsFinished);
        Assert.Equal("mine", folder.Settings.Data.Set);
        foreach (string file in new[] { folder.WeightsPath, folder.CheckpointPath })
        {
            TrainedOn known = Checkpoint.InfoOf(file).TrainedOn!;
            Assert.Equal(("mine", new ImageShape(12, 10, 1), data.Normalization), (known.DataSet, known.Image, known.Normalization));
            Assert.Equal(["dark", "grey", "light"], known.ClassNames);
        }

        using Network trained = Network.Load(_engine, folder.Path);
        byte[] pixels = new byte[3 * 120];
        for (int i = 0; i < 3; i++)
        {
            data.Test.CopyPixels(i, pixels.AsSpan(i * 120));
        }

        PredictedImages said = trained.Predict(pixels, [3, 12, 10, 1]);
        Assert.All(Enumerable.Range(0, 3), i => Assert.Equal(trained.TrainedOn!.ClassNames[said.Class(i)], said.ClassName(i)));

        IReadOnlyList<EpochMetrics> Train(Action<TrainingProgress>? progress, CancellationToken token)
        {
            using Network student = Student(seed: 1);
            return new TrainingRun(student, data)
            {
                Name = "mine",
                Augmentation = [],
                Epochs = 2,
                BatchSize = 20,
                Recorder = new RunRecorder(_run.PathOf("mine")),
            }.Train(progress, token);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_data_set_that_fails_is_named_with_the_image(bool inLabels)
    {
        OwnImages broken = new("broken train", 60)
        {
            LabelInstead = index => inLabels && index == 7 ? 3 : index % 3,
            BeforePixels = index => { if (!inLabels && index == 7) throw new NotSupportedException("the archive is closed"); },
        };
        ImageData data = new("broken", broken, new OwnImages("mine test", 30), new PixelNormalization([0.5f], [0.25f]));
        using Network student = Student(seed: 1);
        OwnImagesException error = Assert.Throws<OwnImagesException>(() => new TrainingRun(student, data) { Augmentation = [], BatchSize = 20 }.Train());

        Assert.Equal(("broken train", 7), (error.Part, error.Index));
        Assert.Equal(
            inLabels
                ? "The data set 'broken train' says that image 7 is of class 3; expected 0 to 2."
                : "The data set 'broken train' failed in CopyPixels at image 7 of 60: the archive is closed (NotSupportedException)",
            error.Message);
    }

    [Fact]
    public void Teacher_and_student_see_the_same_image_each_with_its_own_constants()
    {
        PixelNormalization plain = new([0f], [1f]), own = new([0.4f], [0.2f]);
        OwnImages images = new("mine train", 60);
        ImageData data = new("mine", images, new OwnImages("mine test", 30), plain);
        using Network teacher = Network.Create(_engine, ResNet.Describe([1, 1], width: 4, classes: 3, inputChannels: 1), seed: 2);
        TrainedOn ofTeacher = new("others", images.Shape, own, []);

        // Shown its own constants by the data set, and turned into them from others: the same logits to the bit.
        float[] expected = Taught(new ImageData("mine", images, images, own), null);
        Assert.NotEqual(expected, Taught(data, null));
        Assert.Equal(expected, Taught(data, ofTeacher));

        TeacherFunction before = TeacherFunction.Of(teacher, own);
        Assert.Null(before.Constants);
        Assert.False(before.IsThatOf(teacher, plain, Catalog.Default));

        float[] Taught(ImageData shown, TrainedOn? known)
        {
            teacher.TrainedOn = known;
            BatchLoader batches = ExperimentData.Of(shown, new DataSettings { Augmentation = [] }).TrainingBatches(_engine, 20, seed: 0);
            using Tape tape = new(_engine);
            return TeacherPass.Run(tape, teacher, batches.Epoch(1).First().ImagesIn(tape), shown.Normalization, features: false).Logits.ToArray();
        }
    }

    [Fact]
    public void Mixed_images_reach_a_teacher_of_other_constants_unrounded()
    {
        PixelNormalization plain = new([0f], [1f]), own = new([0.4f], [0.2f]);
        OwnImages images = new("mine train", 60);
        using Network teacher = Network.Create(_engine, ResNet.Describe([1, 1], width: 4, classes: 3, inputChannels: 1), seed: 2);
        float[] expected = Taught(own, null), exchanged = Taught(plain, new TrainedOn("others", images.Shape, own, []));

        Assert.All(expected.Zip(exchanged), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));

        float[] Taught(PixelNormalization shown, TrainedOn? known)
        {
            teacher.TrainedOn = known;
            DataSettings mixed = new() { Augmentation = [], Mixing = new Mixing { Mixup = 1 } };
            BatchLoader batches = ExperimentData.Of(new ImageData("mine", images, images, shown), mixed).TrainingBatches(_engine, 20, seed: 0);
            using Tape tape = new(_engine);
            return TeacherPass.Run(tape, teacher, batches.Epoch(1).First().ImagesIn(tape), shown, features: false).Logits.ToArray();
        }
    }

    [Fact]
    public void An_evaluation_shows_a_network_the_constants_it_was_trained_with()
    {
        OwnImages images = new("mine train", 60);
        using Network network = Network.Create(_engine, ResNet.Describe([1, 1], width: 4, classes: 3, inputChannels: 1), seed: 2);
        PixelNormalization own = new([0.4f], [0.2f]);
        double expected = Loss(own);
        network.TrainedOn = new TrainedOn("mine", images.Shape, own, []);
        Assert.Equal(expected, Loss(new PixelNormalization([0f], [1f])));

        double Loss(PixelNormalization constants)
        {
            ExperimentData data = ExperimentData.Of(new ImageData("mine", images, images, constants), new DataSettings { Augmentation = [] });
            return Evaluator.Evaluate(network, data.EvaluationBatches(_engine, 30), "test", null, CancellationToken.None).Loss;
        }
    }

    private Network Student(long seed)
        => Network.Create(_engine, ResNet.Describe([1, 1], width: 4, classes: 3, inputChannels: 1), new Lif { DecayInput = false }, timesteps: 2, seed);
}
