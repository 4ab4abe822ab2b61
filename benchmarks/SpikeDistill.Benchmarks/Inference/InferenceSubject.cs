using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using SpikeDistill.Benchmarks.Kernels;
using SpikeDistill.Benchmarks.Steps;
using SpikeDistill.Data;
using SpikeDistill.Exporting;
using SpikeDistill.Inference;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Inference;

/// <summary>A network that fires at a given rate, as each of the contenders runs it, with images.</summary>
internal sealed class InferenceSubject : IDisposable
{
    /// <summary>Images that a session works on at once.</summary>
    private const int Lanes = 16;

    /// <summary>What threads of any contender that wait for work take to stop spinning, many times over.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a turn goes on; what takes longer runs once.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(50);

    private readonly Subject _subject;
    private readonly byte[] _pixels;
    private readonly float[] _images, _planes;
    private readonly int _batch;

    private InferenceSubject(Subject subject, byte[] pixels, float[] images, int batch)
    {
        (_subject, _pixels, _images, _batch) = (subject, pixels, images, batch);
        int side = Subject.ImageSize, size = side * side;
        _planes = new float[images.Length];
        for (int i = 0; i < images.Length; i++)
        {
            int image = i / (3 * size), pixel = i / 3 % size, channel = i % 3;
            _planes[(((image * 3) + channel) * size) + pixel] = images[i];
        }
    }

    /// <summary>The share of neurons that fire in the exported student.</summary>
    public double FiringRate { get; private set; }

    public static InferenceSubject Make(Engine engine, NetworkSettings settings, int batch, double rate)
    {
        ImageData data = DataSets.Open(DataSets.IsPresent("cifar10") ? "cifar10" : "synthetic");
        int size = data.Shape.Size;
        byte[] pixels = new byte[batch * size];
        for (int i = 0; i < batch; i++)
        {
            data.Test.CopyPixels(i, pixels.AsSpan(i * size, size));
        }

        float[] images = new float[pixels.Length];
        data.Normalization.Apply(pixels, images);
        Subject subject = new(engine, settings, images, new int[batch], Subject.ImageSize);
        FiringFit.Fit(subject, rate);
        subject.Network.TrainedOn = new TrainedOn(data.Name, data.Shape, data.Normalization, []);
        return new InferenceSubject(subject, pixels, images, batch);
    }

    /// <summary>The best time of each contender, ours with integers first, taken in turn; none runs beside the spinning threads of the one before.</summary>
    public List<(string Name, double Seconds)> Measure(int threads, int rounds)
    {
        using StudentSession integers = Session(StudentWeights.Int8, threads), floats = Session(StudentWeights.Float, threads);
        using SessionOptions options = new() { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        int side = Subject.ImageSize;
        using InferenceSession onnx = new(OnnxExport.ToBytes(_subject.Network, side, side, new OnnxOptions { Fold = true }), options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(_planes, [_batch, 3, side, side]);
        Dictionary<string, OrtValue> given = new(StringComparer.Ordinal) { ["images"] = input };
        using RunOptions run = new();
        (string Name, Action Run)[] contenders =
        [
            ("student, 8 bits", () => All(integers)),
            ("student, floats", () => All(floats)),
            ("training's float path", Network),
            ("ONNX Runtime", () => onnx.Run(run, given, onnx.OutputNames).Dispose()),
        ];
        double[] best = new double[contenders.Length];
        Array.Fill(best, double.MaxValue);
        for (int round = -1; round < rounds; round++)
        {
            for (int i = 0; i < contenders.Length; i++)
            {
                double seconds = TakeTurn(contenders[i].Run, threads);
                best[i] = round < 0 ? best[i] : Math.Min(best[i], seconds);
            }
        }

        FiringRate = integers.FiringRate();
        return [.. contenders.Select((one, i) => (one.Name, best[i]))];
    }

    public void Dispose() => _subject.Dispose();

    /// <summary>The best time of a turn, once all is quiet and the contender's own threads are awake again.</summary>
    private static double TakeTurn(Action run, int threads)
    {
        Thread.Sleep(Rest);
        run();
        double best = double.MaxValue;
        long start = Stopwatch.GetTimestamp();
        do
        {
            best = Math.Min(best, Stopwatches.Time(run, threads));
        }
        while (Stopwatch.GetElapsedTime(start) < Turn);

        return best;
    }

    private StudentSession Session(StudentWeights weights, int threads)
    {
        Student student = StudentExport.Of(_subject.Network, weights);
        return new StudentModel(student).CreateSession(Math.Min(_batch, Lanes), threads);
    }

    private void All(StudentSession session)
    {
        int size = session.Student.Input.Size.Count, classes = session.Student.Classes;
        float[] logits = new float[_batch * classes];
        for (int first = 0; first < _batch; first += Lanes)
        {
            int count = Math.Min(Lanes, _batch - first);
            session.Run(_pixels.AsSpan(first * size, count * size), logits.AsSpan(first * classes, count * classes));
        }
    }

    private void Network()
    {
        using Tape tape = new(_subject.Engine, recording: false);
        _ = _subject.Logits(tape, ForwardOptions.Evaluation);
    }
}
