using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Optimization;
using SpikeDistill.Tests.Training;
using SpikeDistill.Training;

namespace SpikeDistill.Tests.Networks.Transformers;

/// <summary>Methods with transformers as students and teachers: they train, or say why they cannot.</summary>
public sealed class TransformerDistillationTests : IDisposable
{
    private static readonly NetworkSettings Vision = NetworkSettings.Of(SmallTransformers.Describe("vision transformer"), Dynamics.Rectifier);

    private readonly TinyRun _run = new();

    public static TheoryData<string> AllMethods => [.. Methods.All.Select(method => method.Name)];

    public void Dispose() => _run.Dispose();

    [Theory]
    [MemberData(nameof(AllMethods))]
    public void Every_method_distils_a_network_with_as_many_stages_into_every_transformer(string method)
    {
        foreach (string student in (string[])["spikformer", "spikingformer", "spike-driven transformer"])
        {
            Assert.True(double.IsFinite(Train(student, method, TinyRun.Teacher).Loss), student);
        }
    }

    [Theory]
    [MemberData(nameof(AllMethods))]
    public void Every_method_that_is_defined_for_a_vector_distils_a_vision_transformer_and_others_say_why_not(string method)
    {
        if (method is "kdsnn" or "lasnn" or "lasnn_joint" or "lasnn_stand_in")
        {
            string message = Assert.ThrowsAny<Exception>(() => Train("spikingformer", method, Vision)).Message;
            Assert.Contains("compares all stages, but the student has 2 and the teacher 1", message, StringComparison.Ordinal);
            return;
        }

        Assert.True(double.IsFinite(Train("spikingformer", method, Vision).Loss));
    }

    [Fact]
    public void Attention_maps_of_a_vector_are_refused()
    {
        ExperimentSettings settings = Settings("spikingformer with CML") with
        {
            Objective = new ObjectiveSettings { Terms = [new AttentionTerm { Stages = StageReading.Last }] },
        };
        string message = Assert.ThrowsAny<Exception>(() => _run.Train("run", settings, teacherNetwork: Vision)).Message;
        Assert.Contains("the teacher gives one vector for the whole; take a teacher whose stages are maps", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_memory_of_BKDSNNs_form_is_estimated()
    {
        ExperimentSettings settings = Settings("spikingformer with CML") with { Objective = Methods.Find("bkdsnn").Objective() };
        settings = settings with { Training = settings.Training with { BatchSize = 32, WarmupEpochs = 0 } };
        MemoryEstimate estimate = MemoryEstimate.Of(settings, ExperimentData.Open(settings.Data, directory: null), Vision);
        double share = (double)_run.Train("run", settings, teacherNetwork: Vision).ReadMetrics()[0].PeakTensorBytes / estimate.TrainingBytes;
        Assert.True(share is >= 0.65 and <= 1, $"{share:F3}");
    }

    private EpochMetrics Train(string student, string method, NetworkSettings teacher)
    {
        ObjectiveSettings objective = Methods.Find(method).Objective(o => method == "lasnn" ? o.With(MethodOptions.FeatureShare, 0) : o);
        ExperimentSettings settings = Settings(student) with { Objective = objective };
        return _run.Train(student, settings, teacherNetwork: teacher).ReadMetrics()[0];
    }

    private static ExperimentSettings Settings(string student)
    {
        ExperimentSettings settings = TinyRun.Student(epochs: 1);
        return settings with
        {
            Data = settings.Data with { TrainImages = 32, TestImages = 16 },
            Network = NetworkSettings.Of(SmallTransformers.Describe(student), Dynamics.Neuron(timesteps: 2)),
            Training = settings.Training with { Optimizer = new AdamW(), LearningRate = 0.001 },
        };
    }
}
