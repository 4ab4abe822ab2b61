using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Watch.Tests;

/// <summary>Runs that are really trained, on images that are made, in the folder that is watched.</summary>
internal static class TrainedRuns
{
    /// <summary>Trains a student, and its teacher before it.</summary>
    public static void Train(string teacherFolder, string studentFolder, int epochs = 1, ITrainingObserver? observer = null, CancellationToken token = default)
    {
        using Engine engine = new(1);
        ImageData images = ImageData.Open("synthetic");
        using Network teacher = Make(engine, ActivationKind.Relu, 1, seed: 1);
        TrainingRun taught = new(teacher, images, Settings("teacher", teacher.Settings, Methods.CrossEntropy(), 1))
        {
            Recorder = new RunRecorder(teacherFolder),
        };
        if (!RunFolder.IsRun(teacherFolder))
        {
            taught.Train(token: token);
        }

        using Network known = Network.Load(engine, Path.Combine(teacherFolder, RunFolder.WeightsName));
        using Network student = Make(engine, ActivationKind.Spiking, 4, seed: 2);
        ExperimentSettings settings = Settings("student", student.Settings, Methods.Tser(), epochs);
        new TrainingRun(student, images, settings with { Teacher = new TeacherSettings { Checkpoint = teacherFolder } })
        {
            Recorder = new RunRecorder(studentFolder),
            Teacher = known,
        }.Train(observer ?? new Quiet(), token);
    }

    private static Network Make(Engine engine, ActivationKind activation, int steps, long seed) => new(
        engine,
        new NetworkSettings { Family = new ResNet { Blocks = [1], Width = 4, StemStride = 2 }, Activation = activation, Timesteps = steps },
        new Neurons.Lif { DecayInput = false },
        seed);

    private static ExperimentSettings Settings(string name, NetworkSettings network, ObjectiveSettings objective, int epochs) => new()
    {
        Name = name,
        Seed = 3,
        Data = new DataSettings { Set = "synthetic", TrainImages = 64, TestImages = 40 },
        Network = network,
        Neuron = new Neurons.Lif { DecayInput = false },
        Objective = objective,
        Training = new TrainingSettings { Epochs = epochs, BatchSize = 16, LearningRate = 0.05 },
    };

    private sealed class Quiet : ITrainingObserver
    {
        public void BatchDone(BatchProgress progress)
        {
        }

        public void EpochDone(EpochMetrics metrics)
        {
        }

        public void Warning(TrainingWarning warning)
        {
        }
    }
}
