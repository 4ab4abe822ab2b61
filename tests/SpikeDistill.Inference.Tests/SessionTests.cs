using SpikeDistill.Inference.Graphs;

namespace SpikeDistill.Inference.Tests;

public sealed class SessionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Nothing_is_allocated_after_the_first_image(bool remembering)
    {
        (StudentModel model, byte[] image) = remembering ? Remembering() : Made();
        using StudentSession session = model.CreateSession();
        float[] logits = new float[model.Student.Classes];
        for (int i = 0; i < 3; i++) Work();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++) Work();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Work()
        {
            session.Run(image, logits);
            _ = session.Classify(image);
            _ = session.Classify(image, 0.5f, out _);
            session.Restart();
            session.Step(image);
            session.Step();
        }
    }

    [Fact]
    public void A_session_of_more_images_than_memory_can_be_asked_for_is_refused_by_their_number()
    {
        (StudentModel model, _) = Made();

        string message = Assert.Throws<StudentException>(() => model.CreateSession(lanes: int.MaxValue)).Message;

        Assert.Contains("2147483647 images", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_and_steps_whose_product_passes_32_bits_are_refused()
    {
        LogitsNode logits = new("fc", [new WeightTerm(Student.Image, Window.Square(1), 1, [1]) { Integers = [1] }], [0]);
        StudentModel model = new(new Student("of frames", 4, StudentMaker.Input(1, 1, 1, overTime: true), [logits]));

        Assert.Contains("over 4 steps", Assert.Throws<StudentException>(() => model.CreateSession(lanes: 1 << 30)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_session_that_was_disposed_says_so(int threads)
    {
        (StudentModel model, byte[] image) = Made();
        StudentSession session = model.CreateSession(threads: threads);
        session.Dispose();
        session.Dispose();

        Assert.Throws<ObjectDisposedException>(() => session.Run(image, new float[model.Student.Classes]));
        Assert.Throws<ObjectDisposedException>(() => session.Classify(image));
        Assert.Throws<ObjectDisposedException>(() => session.Step(image));
    }

    [Fact]
    public void A_session_that_a_thread_is_using_refuses_others_and_goes_on()
    {
        (StudentModel model, byte[] image) = Made();
        using StudentSession session = model.CreateSession();
        float[] expected = Logits(model, image, 1), logits = new float[model.Student.Classes];
        using (new StudentSession.Use(session))
        {
            Action[] calls =
            [
                () => session.Run(image, logits), () => session.Classify(image), () => session.Classify(image, 0.5f, out _), () => session.Step(image),
                session.Step, session.Restart,
            ];
            Assert.All(calls, call =>
            {
                string told = Assert.Throws<InvalidOperationException>(call).Message;
                Assert.Contains("make a session for each thread", told, StringComparison.Ordinal);
            });
        }

        // A call that fails gives the session back too.
        Assert.Throws<ArgumentException>(() => session.Run(image.AsSpan(1), logits));
        session.Run(image, logits);
        Assert.Equal(expected, logits);
    }

    [Fact]
    public void Threads_that_share_a_model_get_what_one_gets_alone()
    {
        (StudentModel model, byte[] image) = Made();
        float[] expected = Logits(model, image, 1);

        Parallel.For(0, 8, i => Assert.Equal(expected, Logits(model, image, 1 + (i % 3))));
    }

    [Fact]
    public void An_image_gets_the_same_logits_beside_any_others_on_any_number_of_threads()
    {
        (StudentModel model, byte[] image) = Made();
        int classes = model.Student.Classes;
        byte[][] images = [.. Enumerable.Range(0, 9).Select(i => image.Select(one => (byte)(one + (31 * i))).ToArray())];
        float[][] alone = [.. images.Select(one => Logits(model, one, 1))];
        for (int threads = 1; threads <= 3; threads++)
        {
            using StudentSession session = model.CreateSession(lanes: 9, threads);
            for (int count = 1; count <= 9; count++)
            {
                float[] logits = new float[count * classes];
                session.Run([.. images.Take(count).SelectMany(one => one)], logits);
                Assert.Equal(alone.Take(count).SelectMany(one => one), logits);
            }
        }
    }

    [Fact]
    public void Steps_one_by_one_come_to_the_mean_of_all_at_once()
    {
        (StudentModel model, byte[] image) = Made();
        using StudentSession session = model.CreateSession();
        session.Step(image);
        for (int step = 1; step < model.Student.Timesteps; step++) session.Step();

        Assert.Equal(model.Student.Timesteps, session.StepsDone);
        Assert.Equal(Logits(model, image, 1), session.LogitSums.ToArray().Select(sum => sum / model.Student.Timesteps));
    }

    [Fact]
    public void Currents_are_forgotten_at_a_restart_and_another_image_draws_other_spikes()
    {
        (StudentModel model, byte[] image) = Remembering();
        using StudentSession session = model.CreateSession();
        float[] first = Logits(), again = Logits();
        session.FirstImage = 1;

        Assert.Equal(first, again);
        Assert.NotEqual(first, Logits());

        float[] Logits()
        {
            float[] logits = new float[model.Student.Classes];
            session.Run(image, logits);
            return logits;
        }
    }

    [Fact]
    public void A_stream_goes_on_from_its_state_until_it_is_restarted()
    {
        (StudentModel model, byte[] image) = Made();
        using StudentSession session = model.CreateSession();
        session.Step(image);
        float[] first = session.LogitSums.ToArray();
        session.Step(image);
        float[] second = [.. session.LogitSums.ToArray().Zip(first, (all, one) => all - one)];
        session.Restart();
        session.Step(image);

        Assert.NotEqual(first, second);
        Assert.Equal(first, session.LogitSums.ToArray());
    }

    [Fact]
    public void An_image_is_done_as_soon_as_its_lead_is_enough()
    {
        (StudentModel model, byte[] image) = Made();
        using StudentSession session = model.CreateSession();

        int whole = session.Classify(image);
        Assert.Equal(whole, session.Classify(image, float.PositiveInfinity, out int all));
        _ = session.Classify(image, 0, out int one);

        Assert.Equal((model.Student.Timesteps, 1), (all, one));
        session.Restart();
        session.Step(image);
        float lead = Sureness.Of(session.LogitSums, 1).Margin;
        _ = session.Classify(image, lead * 1.0001f, out int later);
        Assert.True(later > 1);
    }

    [Fact]
    public void The_lead_is_that_of_the_mean_logits()
    {
        Assert.Equal(new Sureness(2, 1.5f), Sureness.Of([1, 3, 6], 2));
        Assert.Equal(new Sureness(0, 0), Sureness.Of([4, 4, 1], 1));
    }

    [Fact]
    public void Synaptic_operations_are_the_weights_that_spikes_added()
    {
        StudentInput input = StudentMaker.Input(2, 2, 1);
        NeuronNode all = new("all", [new WeightTerm(Student.Image, Window.Square(1), 1, [0, 0]) { Integers = [0, 0] }], [1, 1], [0, 0]);
        WeightTerm window = new(0, Window.Square(3, 1, 1), 1, [1, 1, 1]) { Integers = new sbyte[3 * 9 * 2] };
        NeuronNode next = new("next", [window], [-1, -1, -1], [1, 1, 1]);
        LogitsNode logits = new("fc", [new WeightTerm(1, new Window(2, 2, 1, 1, 0, 0), 1, [1]) { Integers = new sbyte[4 * 3] }], [0]);
        using StudentSession session = new StudentModel(new Student("counted", 1, input, [all, next, logits])).CreateSession();
        session.Step(new byte[4]);

        // Each of 4 pixels with 2 spikes lies under 4 of the taps of a 2x2 map, for 3 outputs; the second layer is silent.
        Assert.Equal(4 * 2 * 4 * 3, session.CountSynapticOperations());
        Assert.Equal(8.0 / (8 + 12), session.FiringRate());
    }

    [Fact]
    public void Bytes_that_are_no_images_are_refused()
    {
        (StudentModel model, byte[] image) = Made();
        using StudentSession session = model.CreateSession(lanes: 2);

        Assert.Throws<ArgumentException>(() => session.Step(image.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => session.Step(new byte[3 * image.Length]));
        Assert.Throws<ArgumentException>(() => session.Run(image, new float[1]));
        Assert.Throws<InvalidOperationException>(() => new StudentModel(model.Student).CreateSession().Step());
        session.Restart();
        session.Step(image);
        Assert.Throws<ArgumentException>(() => session.Step(new byte[2 * image.Length]));
    }

    private static float[] Logits(StudentModel model, byte[] image, int threads)
    {
        using StudentSession session = model.CreateSession(lanes: 1, threads);
        float[] logits = new float[model.Student.Classes];
        session.Run(image, logits);
        return logits;
    }

    /// <summary>Neurons with currents behind a code that is drawn.</summary>
    private static (StudentModel Model, byte[] Image) Remembering()
    {
        StudentMaker maker = new(11, StudentMaker.Input(12, 12, 3));
        int stem = maker.Synaptic(40, maker.Convolution(maker.Drawn(), 40, Window.Square(3, 1, 1)));
        maker.GlobalSum(maker.Recall(70, steps: 2, maker.Convolution(stem, 70, Window.Square(3, 2, 1))));
        return (new StudentModel(maker.Build(4)), maker.Image);
    }

    private static (StudentModel Model, byte[] Image) Made()
    {
        StudentMaker maker = new(11, StudentMaker.Input(12, 12, 3));
        int stem = maker.Neurons(40, maker.Convolution(Student.Image, 40, Window.Square(3, 1, 1)));
        int next = maker.Neurons(70, maker.Convolution(stem, 70, Window.Square(3, 2, 1)));
        maker.GlobalSum(maker.Neurons(130, maker.Convolution(next, 130, Window.Square(3, 1, 1))));
        return (new StudentModel(maker.Build(4)), maker.Image);
    }
}
