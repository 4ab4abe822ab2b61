using SpikeDistill.Inference;
using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Cli.Tests.Guide;

/// <summary>A small student for examples/edge, and what it makes of frames.</summary>
internal static class EdgeStudent
{
    private const int Side = 8, Channels = 3, Classes = 4;

    public static Student Make()
    {
        Random random = new(4);
        StudentInput input = new(new MapSize(Side, Side, Channels), OverTime: false, [128, 128, 128], [60, 60, 60]);
        NeuronNode stem = new("stem", [Weights(Student.Image, Channels, 20, Window.Square(3, 1, 1), 4e-4f)], new float[20], Filled(20, 0.5f));
        NeuronNode next = new("next", [Weights(0, 20, 40, Window.Square(3, 2, 1), 4e-3f)], new float[40], Filled(40, 0.5f));
        LogitsNode logits = new("fc", [Weights(2, 40, Classes, Window.Square(1), 1e-3f)], new float[Classes]);
        return new Student("edge", 4, input, [stem, next, new GlobalSumNode("pool", 1), logits]) { ClassNames = ["cat", "dog", "car", "none"] };

        WeightTerm Weights(int source, int inputs, int outputs, Window window, float scale) => new(source, window, 1, Filled(outputs, scale))
        {
            Integers = [.. Enumerable.Range(0, inputs * outputs * window.Taps).Select(_ => (sbyte)random.Next(-100, 101))],
        };
    }

    public static byte[] Frames(int count)
    {
        byte[] frames = new byte[count * Side * Side * Channels];
        new Random(5).NextBytes(frames);
        return frames;
    }

    /// <summary>The lines that the program prints for frames.</summary>
    public static IEnumerable<string> Expected(Student student, byte[] frames)
    {
        using StudentSession session = new StudentModel(student).CreateSession();
        int size = student.Input.Size.Count;
        for (int frame = 0; frame * size < frames.Length; frame++)
        {
            yield return $"{frame}\t{student.ClassNames[session.Classify(frames.AsSpan(frame * size, size))]}\t{student.Timesteps}";
        }
    }

    private static float[] Filled(int count, float value) => [.. Enumerable.Repeat(value, count)];
}
