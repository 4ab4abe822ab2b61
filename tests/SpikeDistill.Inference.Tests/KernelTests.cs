using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;
using SpikeDistill.Reference.Inference;

namespace SpikeDistill.Inference.Tests;

/// <summary>Every kernel at every width of vectors against the equations, bit by bit.</summary>
public sealed class KernelTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 16)]
    [InlineData(4, 17)]
    [InlineData(5, 31)]
    [InlineData(16, 16)]
    [InlineData(16, 33)]
    [InlineData(17, 64)]
    [InlineData(31, 65)]
    [InlineData(32, 32)]
    [InlineData(33, 32)]
    [InlineData(63, 100)]
    [InlineData(64, 64)]
    [InlineData(65, 20)]
    [InlineData(130, 129)]
    public void A_convolution_of_spikes_gives_the_bits_of_its_equation(int inputs, int outputs)
    {
        foreach (Window window in new[] { Window.Square(1), Window.Square(3, 1, 1), Window.Square(3, 2, 1), new Window(2, 5, 1, 3, 1, 2) })
        {
            StudentMaker maker = new(inputs + outputs, StudentMaker.Input(5, 6, 3));
            int first = maker.Neurons(inputs, maker.Convolution(Student.Image, inputs, Window.Square(3, 1, 1)));
            maker.Neurons(outputs, maker.Convolution(first, outputs, window));
            Check(maker, maker.Build(3));
        }
    }

    [Theory]
    [InlineData(8, 40)]
    [InlineData(300, 70)]
    [InlineData(600, 64)]
    public void Weights_that_sixteen_bits_cannot_sum_are_summed_in_parts_or_in_more(int inputs, int outputs)
    {
        StudentMaker maker = new(inputs, StudentMaker.Input(3, 4, 2), extreme: 100);
        int first = maker.Neurons(inputs, maker.Convolution(Student.Image, inputs, Window.Square(3, 1, 1)));
        int all = maker.Join(first, first, JoinKind.Add);
        maker.Neurons(outputs, maker.Convolution(first, outputs, Window.Square(3, 1, 1)), maker.Convolution(all, outputs, Window.Square(3, 1, 1)));
        Check(maker, maker.Build(2));
    }

    [Fact]
    public void Shortcuts_joins_pools_groups_and_vectors_give_the_bits_of_their_equations()
    {
        for (int seed = 0; seed < 6; seed++)
        {
            StudentMaker maker = new(seed, StudentMaker.Input(9, 8, 3));
            int channels = new[] { 6, 24, 48, 64, 70, 96 }[seed];
            int stem = maker.Neurons(channels, maker.Convolution(Student.Image, channels, Window.Square(7, 2, 3)));
            int branch = maker.Neurons(channels, maker.Convolution(stem, channels, Window.Square(3, 1, 1), groups: 2), maker.Value(stem));
            int sum = maker.Join(branch, stem, JoinKind.Add), both = maker.Join(branch, stem, JoinKind.And), left = maker.Join(branch, stem, JoinKind.Iand);
            int pooled = maker.Pool(sum, PoolKind.Sum, Window.Square(2, 2)), any = maker.Pool(both, PoolKind.Largest, Window.Square(3, 2, 1));
            _ = maker.Neurons(20, maker.Convolution(pooled, 20, Window.Square(1)), maker.Convolution(left, 20, Window.Square(2, 2)));
            int last = maker.Neurons(20, maker.Convolution(any, 20, new Window(2, 1, 1, 1, 0, 0)), maker.Convolution(pooled, 20, Window.Square(1)));
            int end = maker.Neurons(80, maker.Convolution(maker.GlobalSum(maker.Join(last, last, JoinKind.Add)), 80, Window.Square(1)));
            maker.Join(end, end, JoinKind.Add);
            Check(maker, maker.Build(4, classes: 70));
        }
    }

    [Fact]
    public void Floats_give_the_bits_of_their_sums_in_order()
    {
        foreach (int channels in (int[])[5, 16, 40, 64, 100])
        {
            StudentMaker maker = new(channels, StudentMaker.Input(5, 6, 3), floats: true);
            int stem = maker.Neurons(channels, maker.Convolution(Student.Image, channels, Window.Square(3, 1, 1)));
            int next = maker.Neurons(channels, maker.Convolution(stem, channels, Window.Square(3, 1, 1)), maker.Value(stem));
            maker.GlobalSum(next);
            Check(maker, maker.Build(3));
        }
    }

    [Fact]
    public void Frames_of_events_are_seen_one_after_the_other()
    {
        StudentMaker maker = new(3, StudentMaker.Input(7, 7, 2, overTime: true));
        maker.Neurons(33, maker.Convolution(Student.Image, 33, Window.Square(3, 1, 1)));
        Check(maker, maker.Build(5));
    }

    private static void Check(StudentMaker maker, Student student)
    {
        int steps = student.Timesteps;
        byte[][] frames = [.. Enumerable.Range(0, steps)
            .Select(step => student.Input.OverTime ? [.. maker.Image.Select(one => (byte)(one >> step))] : maker.Image)];
        ReferenceStudent reference = new(student);
        float[][] logits = new float[steps][];
        IReadOnlyList<int[]>[] values = new IReadOnlyList<int[]>[steps];
        for (int step = 0; step < steps; step++)
        {
            (logits[step], values[step]) = (reference.Step(frames[step]), reference.Values);
        }

        foreach (VectorLevel level in Enum.GetValues<VectorLevel>())
        {
            StudentModel model = new(student, level);
            CheckSteps(model, frames, logits, values);
            CheckWhole(model, frames, logits);
        }
    }

    /// <summary>Step by step, as the second of two images.</summary>
    private static void CheckSteps(StudentModel model, byte[][] frames, float[][] logits, IReadOnlyList<int[]>[] values)
    {
        using StudentSession session = model.CreateSession(lanes: 2);
        float[] sums = new float[model.Student.Classes];
        bool fired = false;
        for (int step = 0; step < frames.Length; step++)
        {
            session.Step([.. frames[step].Reverse(), .. frames[step]]);
            for (int i = 0; i < sums.Length; i++) sums[i] += logits[step][i];
            CheckSpikes(model.Student, values[step], session, step);
            Assert.Equal(sums, session.LogitSums[sums.Length..].ToArray());
            fired |= session.FiringRate() is > 0.02 and < 0.98;
        }

        Assert.True(fired, "All neurons are silent, or all fire: that tests nothing.");
    }

    /// <summary>All steps at once, as the second of three images, by three threads.</summary>
    private static void CheckWhole(StudentModel model, byte[][] frames, float[][] logits)
    {
        int length = model.ImageBytes, classes = model.Student.Classes, steps = frames.Length;
        byte[] images = new byte[(model.Student.Input.OverTime ? steps : 1) * 3 * length];
        for (int frame = 0; frame * 3 * length < images.Length; frame++)
        {
            frames[frame].CopyTo(images, ((frame * 3) + 1) * length);
        }

        using StudentSession session = model.CreateSession(lanes: 3, threads: 3);
        float[] found = new float[3 * classes], sums = new float[classes];
        session.Run(images, found);
        foreach (float[] step in logits)
        {
            for (int i = 0; i < classes; i++) sums[i] += step[i];
        }

        Assert.Equal(sums.Select(sum => sum / steps), found[classes..(2 * classes)]);
    }

    private static unsafe void CheckSpikes(Student student, IReadOnlyList<int[]> values, StudentSession session, int step)
    {
        for (int node = 0; node < student.Nodes.Count; node++)
        {
            if (session.Work.Values[node] is not { Planes: > 0 } given)
            {
                continue;
            }

            int[] found = new int[given.Size.Count];
            for (int at = 0; at < found.Length; at++)
            {
                (int pixel, int channel) = Math.DivRem(at, given.Size.Channels);
                for (int plane = 0; plane < given.Planes; plane++)
                {
                    ulong word = given.Frame(1)[(((pixel * given.Planes) + plane) * given.Words) + (channel / 64)];
                    found[at] += (int)(word >> (channel % 64) & 1);
                }
            }

            Assert.True(values[node].AsSpan().SequenceEqual(found), $"Other values of '{student.Nodes[node].Name}' in step {step}.");
        }
    }
}
