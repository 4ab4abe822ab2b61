using System.Text.Json;
using SpikeDistill.Data;
using SpikeDistill.Exporting;
using SpikeDistill.Inference;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Benchmarks.Inference;

/// <summary>What eight bits cost a student, what it does for an image, and what it saves where it may stop early: on all test images.</summary>
internal static class StudentAccuracy
{
    private const string Usage = "student-accuracy --checkpoint RUN [--set-name cifar10] [--images N] [--whole] [--json]";

    private static readonly float[] Margins = [0, 0.5f, 1, 2, 3, 4, 6, 8, float.PositiveInfinity];

    public static int Run(string[] arguments)
    {
        string? checkpoint = null, set = null;
        int most = int.MaxValue;
        bool json = false, early = true;
        OptionReader reader = new(arguments, Usage);
        while (reader.Next())
        {
            if (reader.Option is "--checkpoint") checkpoint = reader.Text();
            else if (reader.Option is "--set-name") set = reader.Text();
            else if (reader.Option is "--images") most = reader.Count();
            else if (reader.Option is "--whole") early = false;
            else if (reader.Option is "--json") json = true;
            else throw reader.Unknown();
        }

        string path = checkpoint ?? throw new ArgumentException($"A checkpoint is needed. Usage: {Usage}");
        using Engine engine = new(threads: 1);
        using Network network = Checkpoint.LoadNetwork(path, engine);
        IImageDataSet test = DataSets.Open(set ?? Checkpoint.DataSetOf(path)).Test;
        int count = Math.Min(most, test.Count);
        Student integers = StudentExport.Of(network), floats = StudentExport.Of(network, StudentWeights.Float);
        Whole whole = new(integers, test, count), exact = new(floats, test, count);
        List<(float Margin, double Accuracy, double Steps)> stops = [.. (early ? Margins : []).Select(margin => Early(integers, test, count, margin))];
        if (json)
        {
            var exits = stops.Select(one => new { margin = one.Margin, accuracy = one.Accuracy, steps = one.Steps });
            Console.WriteLine(JsonSerializer.Serialize(
                new { images = count, floats = exact.Accuracy, integers = whole.Accuracy, whole.OperationsAnImage, whole.FiringRate, exits },
                BenchmarkJson.Options));
            return 0;
        }

        Console.WriteLine($"{count} images; floats {exact.Accuracy:P2}, eight bits {whole.Accuracy:P2}");
        Console.WriteLine($"{whole.OperationsAnImage / 1e6:F3} million synaptic operations an image, {whole.FiringRate:P1} of the neurons fire at a step");
        if (early) Console.WriteLine("margin   accuracy   steps");
        stops.ForEach(one => Console.WriteLine($"{one.Margin,6}{one.Accuracy,11:P2}{one.Steps,8:F2}"));
        return 0;
    }

    private static (float Margin, double Accuracy, double Steps) Early(Student student, IImageDataSet test, int count, float margin)
    {
        using StudentSession session = new StudentModel(student).CreateSession();
        byte[] image = new byte[test.Shape.Size];
        int right = 0;
        long steps = 0;
        for (int i = 0; i < count; i++)
        {
            test.CopyPixels(i, image);
            session.FirstImage = i;
            right += session.Classify(image, margin, out int taken) == test.Label(i) ? 1 : 0;
            steps += taken;
        }

        return (margin, (double)right / count, (double)steps / count);
    }

    /// <summary>All steps of all images.</summary>
    private sealed record Whole
    {
        public Whole(Student student, IImageDataSet test, int count)
        {
            using StudentSession session = new StudentModel(student).CreateSession();
            byte[] image = new byte[test.Shape.Size];
            int right = 0;
            long operations = 0;
            double firing = 0;
            for (int i = 0; i < count; i++)
            {
                test.CopyPixels(i, image);
                session.FirstImage = i;
                right += session.Classify(image) == test.Label(i) ? 1 : 0;
                operations += session.CountSynapticOperations();
                firing += session.FiringRate();
            }

            (Accuracy, OperationsAnImage, FiringRate) = ((double)right / count, (double)operations / count, firing / count);
        }

        public double Accuracy { get; }

        public double OperationsAnImage { get; }

        public double FiringRate { get; }
    }
}
