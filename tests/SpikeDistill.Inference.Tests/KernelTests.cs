using System.Runtime.Intrinsics;
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
    [InlineData(32, 40)]
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

    [Theory]
    [InlineData(1, 1, 16)]
    [InlineData(1, 9, 70)]
    [InlineData(7, 1, 130)]
    [InlineData(2, 33, 24)]
    [InlineData(21, 40, 16)]
    [InlineData(5, 300, 8)]
    public void Maps_of_any_size_and_counts_give_the_bits_of_their_equations(int height, int width, int channels)
    {
        StudentMaker maker = new(channels, StudentMaker.Input(height, width, 2));
        int stem = maker.Neurons(channels, maker.Convolution(Student.Image, channels, Window.Square(3, 1, 1)));
        int next = maker.Neurons(channels, maker.Convolution(stem, channels, Window.Square(3, 1, 1)), maker.Value(stem));
        int sum = maker.Join(next, stem, JoinKind.Add);
        maker.GlobalSum(maker.Thresholds(channels, maker.Convolution(sum, channels, Window.Square(3, 1, 1)), maker.Value(sum)));
        Check(maker, maker.Build(3));
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(60, 3)]
    public void Images_of_few_and_of_many_channels_give_the_bits_of_their_equations(int inputs, int stride)
    {
        StudentMaker maker = new(inputs, StudentMaker.Input(8, 11, inputs));
        _ = maker.Neurons(20, maker.Convolution(Student.Image, 20, new Window(3, 2, 1, stride, 2, 1)));
        maker.GlobalSum(maker.Neurons(70, maker.Convolution(Student.Image, 70, Window.Square(3, 1, 1))));
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
            int pooled = maker.Pool(sum, seed % 2 == 0 ? PoolKind.Sum : PoolKind.Largest, Window.Square(2, 2));
            int any = maker.Pool(both, PoolKind.Largest, Window.Square(3, 2, 1));
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
    public void Floats_that_more_than_one_reads_give_the_bits_of_their_equations()
    {
        for (int seed = 0; seed < 8; seed++)
        {
            // The first of them come from the image alone, and stay.
            StudentMaker maker = new(seed, StudentMaker.Input(7, 6, 3), floats: seed % 2 == 1);
            int channels = new[] { 6, 24, 40, 70 }[seed / 2], wider = channels + 10;
            int still = maker.Current(channels, maker.Convolution(Student.Image, channels, Window.Square(3, 1, 1)));
            int pooled = maker.Pool(still, seed % 3 == 0 ? PoolKind.Sum : PoolKind.Largest, Window.Square(3, 2, 1));
            int stem = maker.Neurons(channels, maker.Value(pooled));
            int branch = maker.Neurons(wider, maker.Convolution(pooled, wider, Window.Square(3, 1, 1)));
            int sum = maker.Current(
                wider, maker.Convolution(branch, wider, Window.Square(3, 1, 1)), maker.Convolution(stem, wider, Window.Square(1)), maker.Value(pooled, wider));
            maker.Neurons(channels, maker.Convolution(maker.Current(wider, maker.Value(sum)), channels, Window.Square(3, 2, 1)));
            maker.GlobalSum(sum);
            Check(maker, maker.Build(3));
        }
    }

    [Theory]
    [InlineData(8, 2)]
    [InlineData(24, 8)]
    [InlineData(96, 3)]
    [InlineData(192, 2)]
    public void Attention_counts_what_its_equation_sums(int channels, int heads)
    {
        StudentMaker maker = new(channels, StudentMaker.Input(9, 8, 3));
        int stem = maker.Neurons(channels, maker.Convolution(Student.Image, channels, Window.Square(3, 1, 1)));
        int[] read = [.. Enumerable.Range(0, 3).Select(_ => maker.Neurons(channels, maker.Convolution(stem, channels, Window.Square(1))))];
        int attended = maker.Neurons(channels, maker.Value(maker.Attention(read[0], read[1], read[2], heads), 0.02f));
        int mask = maker.Neurons(channels, maker.Value(maker.GlobalSum(maker.Join(read[0], read[1], JoinKind.And)), 0.2f));
        maker.GlobalSum(maker.Join(maker.Join(attended, mask, JoinKind.Mask), stem, JoinKind.Add));
        Check(maker, maker.Build(3));
    }

    [Fact]
    public void Gates_thresholds_by_channels_and_codes_give_the_bits_of_their_equations()
    {
        foreach (int channels in (int[])[5, 32, 70])
        {
            StudentMaker maker = new(channels, StudentMaker.Input(5, 6, 3));
            int code = maker.Code(steps: 3);
            int stem = maker.Gated(channels, steps: 3, maker.Convolution(code, channels, Window.Square(3, 1, 1)));
            int next = maker.Thresholds(channels, maker.Convolution(stem, channels, Window.Square(3, 1, 1)));
            maker.Gated(channels, steps: 1, maker.Convolution(next, channels, Window.Square(3, 1, 1)), maker.Value(stem));
            Check(maker, maker.Build(4));
        }
    }

    [Fact]
    public void Currents_that_remember_and_codes_that_are_drawn_give_the_bits_of_their_equations()
    {
        foreach (int channels in (int[])[5, 32, 70])
        {
            StudentMaker maker = new(channels, StudentMaker.Input(5, 6, 3));
            int code = maker.Drawn();
            int stem = maker.Synaptic(channels, maker.Convolution(code, channels, Window.Square(3, 1, 1)));
            int next = maker.Recall(channels, steps: 3, maker.Convolution(stem, channels, Window.Square(3, 1, 1)));
            int deep = maker.Synaptic(channels, maker.Convolution(next, channels, Window.Square(3, 1, 1)), maker.Value(stem));
            maker.Recall(channels, steps: 1, maker.Convolution(deep, channels, Window.Square(3, 1, 1)), maker.Value(next));
            Check(maker, maker.Build(4));
        }
    }

    [Fact]
    public void The_exponential_is_within_two_units_in_the_last_place()
    {
        for (float x = -87; x <= 87; x += 0.0137f)
        {
            double expected = Math.Exp(x);
            Assert.InRange(Exponential.Of(Vector128.Create(x))[0], (float)(expected * (1 - 2.5e-7)), (float)(expected * (1 + 2.5e-7)));
        }

        Assert.True(float.IsNaN(Exponential.Of(Vector128.Create(float.NaN))[0]));
        Assert.True(float.IsFinite(Exponential.Of(Vector128.Create(float.PositiveInfinity))[0]));
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
        ReferenceStudent reference = new(student, image: 1);
        float[][] logits = new float[steps][];
        IReadOnlyList<int[]>[] values = new IReadOnlyList<int[]>[steps];
        IReadOnlyList<float[]>[] floats = new IReadOnlyList<float[]>[steps];
        for (int step = 0; step < steps; step++)
        {
            (logits[step], values[step], floats[step]) = (reference.Step(frames[step]), reference.Values, reference.Floats);
        }

        foreach (VectorLevel level in Enum.GetValues<VectorLevel>())
        {
            StudentModel model = new(student, level);
            CheckSteps(model, frames, logits, values, floats);
            CheckWhole(model, frames, logits);
        }
    }

    /// <summary>Step by step, as the second of two images.</summary>
    private static void CheckSteps(
        StudentModel model, byte[][] frames, float[][] logits, IReadOnlyList<int[]>[] values, IReadOnlyList<float[]>[] floats)
    {
        using StudentSession session = model.CreateSession(lanes: 2);
        float[] sums = new float[model.Student.Classes];
        bool fired = false;
        for (int step = 0; step < frames.Length; step++)
        {
            session.Step([.. frames[step].Reverse(), .. frames[step]]);
            for (int i = 0; i < sums.Length; i++) sums[i] += logits[step][i];
            CheckValues(model.Student, values[step], floats[step], session, step);
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

    private static unsafe void CheckValues(
        Student student, IReadOnlyList<int[]> values, IReadOnlyList<float[]> floats, StudentSession session, int step)
    {
        for (int node = 0; node < student.Nodes.Count; node++)
        {
            if (session.Work.Values[node] is not { } given)
            {
                continue;
            }

            nint kept = given.ValuesAt(0, 1);
            int[] whole = new int[given.Floats.Length > 0 ? 0 : given.Size.Count];
            float[] real = new float[given.Floats.Length > 0 ? given.Size.Count : 0];
            for (int at = 0; at < given.Size.Count; at++)
            {
                (int pixel, int channel) = Math.DivRem(at, given.Size.Channels);
                nint row = kept + ((nint)pixel * given.Row) + channel;
                if (given.Floats.Length > 0) real[at] = given.Floats.Pointer[row];
                else if (given.Sums.Length > 0) whole[at] = given.Sums.Pointer[row];
                for (int plane = 0; plane < given.Planes; plane++)
                {
                    ulong word = given.Frame(1)[(((pixel * given.Planes) + plane) * given.Words) + (channel / 64)];
                    whole[at] += (int)(word >> (channel % 64) & 1);
                }
            }

            bool same = values[node].AsSpan().SequenceEqual(whole) && floats[node].AsSpan().SequenceEqual(real);
            Assert.True(same, $"Other values of '{student.Nodes[node].Name}' in step {step}.");
        }
    }
}
