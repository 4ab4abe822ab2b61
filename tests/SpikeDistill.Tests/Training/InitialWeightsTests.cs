using SpikeDistill.Data;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Neurons;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Training;

/// <summary>Students that start from given weights.</summary>
public sealed class InitialWeightsTests : IDisposable
{
    private readonly TinyRun _run = new();
    private readonly Engine _engine = new(2);
    private readonly ImageData _data = ImageData.Open("synthetic");

    public void Dispose()
    {
        _engine.Dispose();
        _run.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0.9)]
    public void A_run_from_given_weights_has_the_bits_of_one_whose_student_held_them(double? average)
    {
        RunFolder donor = _run.Train("donor", TinyRun.Student(epochs: 1));
        ExperimentSettings settings = Averaged(TinyRun.Student(epochs: 1) with { Seed = 8 }, average);
        using Network byHand = Network.Load(_engine, donor.Path);
        new TrainingRun(byHand, _data, settings).Train();

        List<TrainingProgress> told = [];
        using Network student = Student(settings);
        new TrainingRun(student, _data, settings) { Init = InitialWeights.Load(donor.Path) }.Train(told.Add);

        Assert.Equal(TeacherFingerprint.Of(byHand), TeacherFingerprint.Of(student));
        TakenWeights taken = Assert.Single(told.OfType<StartedFrom>()).Weights;
        Assert.Equal((student.Named.Count(), 0, 0), (taken.Taken, taken.Kept, taken.Unused));
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(donor.WeightsPath))), taken.Sha256);
    }

    [Fact]
    public void A_run_that_goes_on_needs_no_weights_and_keeps_what_it_began_with()
    {
        RunFolder donor = _run.Train("donor", TinyRun.Student(epochs: 1));
        string weights = donor.WeightsPath;
        ExperimentSettings settings = TinyRun.Student() with { Seed = 8 };
        using (Network whole = Student(settings))
        {
            new TrainingRun(whole, _data, settings) { Init = InitialWeights.Load(weights), Recorder = new RunRecorder(_run.PathOf("whole")) }.Train();
        }

        using CancellationTokenSource source = new();
        RecordingObserver stop = new() { OnBatch = progress => CancelIn(progress, source) };
        using (Network student = Student(settings))
        {
            TrainingRun begun = new(student, _data, settings) { Init = InitialWeights.Load(weights), Recorder = new RunRecorder(_run.PathOf("cut")) };
            Assert.Throws<OperationCanceledException>(() => begun.Train(stop, source.Token));
        }

        File.Delete(weights);
        using (Network student = Student(settings))
        {
            List<TrainingProgress> told = [];
            new TrainingRun(student, _data, settings with { Init = weights }) { Recorder = new RunRecorder(_run.PathOf("cut")) }.Train(told.Add);
            Assert.Empty(told.OfType<StartedFrom>());
        }

        RunFolder first = RunFolder.Open(_run.PathOf("whole")), second = RunFolder.Open(_run.PathOf("cut"));
        Assert.Equal(File.ReadAllBytes(first.WeightsPath), File.ReadAllBytes(second.WeightsPath));
        Assert.Equal(weights, second.Settings.Init);
        Assert.Equal(first.Start!.ToString(), second.Start!.ToString());
        Assert.Equal(weights, second.Start.Source);
    }

    [Fact]
    public void A_student_starts_from_its_teacher_where_shapes_agree()
    {
        ExperimentSettings settings = TinyRun.Student("vanilla_kd", epochs: 1) with { Init = InitialWeights.OfTeacher, Neuron = new Plif() };
        using Network teacher = new(_engine, TinyRun.Teacher, new Lif(), seed: 3);
        using Network student = Student(settings);
        List<TrainingProgress> told = [];
        new TrainingRun(student, _data, settings) { Teacher = teacher }.Train(told.Add);

        TakenWeights taken = Assert.Single(told.OfType<StartedFrom>()).Weights;
        Assert.Equal((teacher.Named.Count(), "teacher", 0), (taken.Taken, taken.Source, taken.Unused));
        Assert.Equal(student.Parameters.Count(parameter => parameter.Role == ParameterRole.Neuron), taken.Kept);
        Assert.Contains("keep their initial values: ", told.OfType<StartedFrom>().Single().ToString(), StringComparison.Ordinal);
        Assert.Contains(
            "the objective 'cross_entropy' has none",
            Assert.Throws<RunException>(() => new TrainingRun(student, _data, TinyRun.Student() with { Init = InitialWeights.OfTeacher }).Train()).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_of_another_shape_and_without_a_place_are_named_and_those_that_neurons_learned_are_taken()
    {
        using Network from = Network.Create(_engine, ResNet.Describe([1, 1], width: 4, classes: 7), new Plif(), timesteps: 2, seed: 1);
        using Network student = Network.Create(_engine, ResNet.Describe([1], width: 4, classes: 10), new Plif(), timesteps: 3, seed: 2);
        from.Parameters[0].Value.Values[0] = 42;
        from.Buffers[0].Value.Values[0] = 43;
        from.Save(_run.PathOf("from.safetensors"));

        TakenWeights taken = InitialWeights.Load(_run.PathOf("from.safetensors")).PutInto(student, _data.Normalization);

        Assert.Equal((42, 43), (student.Parameters[0].Value.Values[0], student.Buffers[0].Value.Values[0]));
        Assert.Contains("fc.bias is [7] there, not [10]", taken.FirstKept);
        Assert.Equal((2, student.Named.Count() - 2), (taken.Kept, taken.Taken));
        Assert.Equal(from.Named.Count() - taken.Taken, taken.Unused);
        Assert.Equal(taken with { Source = "" }, Same(InitialWeights.Of(from).PutInto(student, _data.Normalization)));

        TakenWeights Same(TakenWeights other)
        {
            Assert.Equal(taken.FirstKept, other.FirstKept);
            Assert.Equal(taken.FirstUnused, other.FirstUnused);
            return other with { Source = "", Sha256 = taken.Sha256, FirstKept = taken.FirstKept, FirstUnused = taken.FirstUnused };
        }
    }

    [Fact]
    public void Weights_of_another_program_and_of_other_constants_are_taken_and_told()
    {
        using Network from = new(_engine, TinyRun.Student().Network, new Lif(), seed: 1);
        SafeTensorsWriter writer = new();
        foreach ((string name, Tensor value) in from.Named)
        {
            writer.Add("module." + name.Replace("fc.", "linear.", StringComparison.Ordinal), value.Shape.ToArray(), value.ToArray());
        }

        writer.Save(_run.PathOf("foreign.safetensors"));
        from.TrainedOn = new TrainedOn("mine", null, new PixelNormalization([0, 0, 0], [1, 1, 1]), []);
        from.Save(_run.PathOf("own.safetensors"));
        using Network student = Student(TinyRun.Student());

        TakenWeights foreign = InitialWeights.Load(_run.PathOf("foreign.safetensors")).PutInto(student, _data.Normalization);
        TakenWeights own = InitialWeights.Load(_run.PathOf("own.safetensors")).PutInto(student, _data.Normalization);

        Assert.Equal((from.Named.Count(), 0, 0, null), (foreign.Taken, foreign.Kept, foreign.Unused, foreign.OtherNormalization));
        Assert.EndsWith("they were trained on images normalized with mean 0 0 0, std 1 1 1, unlike those of this run", own.ToString());
        Assert.Equal(TeacherFingerprint.Of(from), TeacherFingerprint.Of(student));
    }

    [Fact]
    public void Weights_that_cannot_be_taken_are_refused_before_anything_is_on_disk()
    {
        using Network other = Network.Create(_engine, ResNet.Describe([1], width: 6, classes: 7), new Lif(), timesteps: 2, seed: 1);
        other.Save(_run.PathOf("other.safetensors"));
        other.Parameters[0].Value.Values[3] = float.NaN;
        ExperimentSettings settings = TinyRun.Student();
        using Network nan = Student(settings);
        nan.Parameters[0].Value.Values[3] = float.NaN;
        nan.Save(_run.PathOf("nan.safetensors"));

        Refuse(
            "none of its tensors fits the network 'resnet [1,1], width 4' by name and shape; the network's conv1.weight is [6, 3, 3, 3] there, not",
            "other.safetensors");
        Refuse("the tensor 'conv1.weight' holds NaN at place 3", "nan.safetensors");
        Assert.Contains(
            "there is no such file", Assert.Throws<WeightsException>(() => InitialWeights.Load(_run.PathOf("none"))).Message, StringComparison.Ordinal);

        void Refuse(string told, string file)
        {
            using Network student = Student(settings);
            TrainingRun run = new(student, _data, settings) { Init = InitialWeights.Load(_run.PathOf(file)), Recorder = new RunRecorder(_run.PathOf("run")) };
            Assert.Contains(told, Assert.Throws<WeightsException>(() => run.Train()).Message, StringComparison.Ordinal);
            Assert.False(Directory.Exists(_run.PathOf("run")));
        }
    }

    [Fact]
    public void A_recipe_whose_weights_are_not_given_does_not_begin()
    {
        ExperimentSettings settings = TinyRun.Student() with { Init = _run.PathOf("weights.safetensors") };
        using Network student = Student(settings);
        Assert.Contains(
            "but they are not given", Assert.Throws<RunException>(() => new TrainingRun(student, _data, settings).Train()).Message, StringComparison.Ordinal);
    }

    private static ExperimentSettings Averaged(ExperimentSettings settings, double? decay)
        => settings with { Training = settings.Training with { EmaDecay = decay } };

    private static void CancelIn(BatchProgress progress, CancellationTokenSource source)
    {
        if (progress is { Phase: "train", Epoch: 2, Batch: 2 })
        {
            source.Cancel();
        }
    }

    private Network Student(ExperimentSettings settings) => new(_engine, settings.Network, settings.Neuron, settings.Seed);
}
