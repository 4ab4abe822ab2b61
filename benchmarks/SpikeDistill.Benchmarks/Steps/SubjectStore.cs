using System.Diagnostics;
using SpikeDistill.Data;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Optimization;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Training;

namespace SpikeDistill.Benchmarks.Steps;

/// <summary>
/// Makes subjects. Training is done once and kept in the user's cache folder; one that was interrupted goes on where it was.
/// The batch that is measured is kept beside, so that a later measurement opens no data set.
/// </summary>
internal sealed class SubjectStore
{
    private const double PeakRate = 0.05;
    private const double WarmupSteps = 10;
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(20);

    private readonly Engine _engine;
    private readonly StepsOptions _options;
    private readonly string _weights;
    private readonly string _batch;

    public SubjectStore(Engine engine, StepsOptions options)
    {
        _engine = engine;
        _options = options;
        string folder = Path.Combine(UserCache.Folder, "benchmarks");
        string name = $"{options.Network.Stored(options.Width)}-t{options.Timesteps}-b{options.Batch}-{TrainingImages.SetName}";
        _weights = Path.Combine(folder, $"{name}-steps{options.TrainSteps}.safetensors");
        _batch = Path.Combine(folder, $"{name}-batch.safetensors");
        Directory.CreateDirectory(folder);
    }

    /// <param name="progress">Is told of the steps done while it trains.</param>
    public Subject Trained(Action<int> progress)
    {
        Subject subject = Untrained(Subject.Student(_options));
        int done = File.Exists(_weights) ? Checkpoint.LoadState(_weights, subject.Network, [], subject.Optimizer).Batch : 0;
        if (done < _options.TrainSteps) Train(subject, done, progress);
        return subject;
    }

    /// <summary>Another network with its initial weights, on the same batch.</summary>
    public Subject Untrained(NetworkSettings settings, Neuron? neuron = null, bool recompute = false)
    {
        if (!File.Exists(_batch)) SaveBatch();
        return new Subject(_engine, settings, Images(out int[] labels), labels, _options.Network.ImageSize, neuron) { Recompute = recompute };
    }

    private void Train(Subject subject, int done, Action<int> progress)
    {
        ScheduleSpan span = new(PeakRate, _options.TrainSteps, (long)WarmupSteps, _options.TrainSteps);
        CosineSchedule schedule = new();
        long saved = Stopwatch.GetTimestamp();
        foreach (Batch batch in TrainingImages.Batches(_engine, _options.Batch, done).Take(_options.TrainSteps - done))
        {
            using (Tape tape = new(_engine))
            {
                Tensor images = Subject.Stretched(tape, batch.ImagesIn(tape), _options.Network.ImageSize);
                Tensor logits = subject.Network.Forward(tape, images, ForwardOptions.ForTraining).Logits;
                Gradients gradients = tape.Backward(tape.CrossEntropy(logits, batch.Labels));
                subject.Optimizer.Step(gradients, schedule.At(done, span));
            }

            progress(++done);
            if (done == _options.TrainSteps || Stopwatch.GetElapsedTime(saved) > SaveInterval)
            {
                Checkpoint.SaveState(_weights, subject.Network, [], subject.Optimizer, new TrainingState(Epoch: 0, Batch: done));
                saved = Stopwatch.GetTimestamp();
            }
        }
    }

    private void SaveBatch()
    {
        using TensorScope scope = new(_engine);
        Batch batch = TrainingImages.Batches(_engine, _options.Batch, first: 0).First();
        Tensor images = batch.ImagesIn(scope);
        SafeTensorsWriter writer = new();
        writer.Add("images", images.Shape.ToArray(), images.ToArray());
        writer.Add("labels", [batch.Count], batch.Labels.Select(label => (float)label).ToArray());
        writer.Save(_batch);
    }

    private float[] Images(out int[] labels)
    {
        using SafeTensorsFile file = SafeTensorsFile.Open(_batch);
        labels = [.. file.ReadSingles("labels").ToArray().Select(label => (int)label)];
        return file.ReadSingles("images").ToArray();
    }
}
