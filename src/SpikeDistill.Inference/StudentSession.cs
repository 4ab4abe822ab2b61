using SpikeDistill.Inference.Execution;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;
using SpikeDistill.Inference.Threading;

namespace SpikeDistill.Inference;

/// <summary>
/// A student at work: it holds potentials and what the steps have given so far, and allocates nothing after it is made. One thread uses it at
/// a time, and a second is refused (<see cref="InvalidOperationException"/>); what it computes does not depend on the number of its threads, nor on
/// the images beside an image.
/// </summary>
public sealed class StudentSession : IDisposable, ITeamJob
{
    private readonly Layers _layers;
    private readonly Batch _batch;
    private readonly NeuronState _state;
    private readonly Tile[] _tiles;
    private readonly Team _team;
    private readonly float[] _sums;
    private Layer? _running;
    private bool _isDisposed;
    private int _users;

    internal StudentSession(Layers layers, VectorLevel level, int lanes, int threads)
    {
        _layers = layers;
        Student student = layers.Student;
        _batch = new Batch(student, lanes, student.Timesteps, threads);
        _state = layers.State(lanes);
        _tiles = new Tile[threads];
        for (int i = 0; i < threads; i++)
        {
            _tiles[i] = layers.Tile(level, student.Timesteps);
        }

        _team = new Team(threads);
        _sums = new float[lanes * student.Classes];
        Restart();
    }

    /// <summary>The student.</summary>
    public Student Student => _layers.Student;

    /// <summary>Images at once, at most.</summary>
    public int Lanes => _batch.Lanes;

    /// <summary>
    /// The number of the first image in its data set, 0 at first, and those behind it count on: codes that are drawn (rate) draw for each number what the
    /// network drew that was evaluated there. Other students do not ask for it.
    /// </summary>
    public long FirstImage
    {
        get => _batch.FirstImage;
        set => _batch.FirstImage = value;
    }

    /// <summary>Steps since the start.</summary>
    public int StepsDone { get; private set; }

    /// <summary>The logits of every image summed over the steps since the start, [images, classes].</summary>
    public ReadOnlySpan<float> LogitSums => _sums.AsSpan(0, _batch.Count * Student.Classes);

    /// <summary>Sets all potentials back and forgets the images.</summary>
    public void Restart()
    {
        using Use use = new(this);
        Begin();
    }

    /// <summary>Runs images over all T steps from the start.</summary>
    /// <param name="images">Bytes [N, H, W, C] of up to <see cref="Lanes"/> images; of a network that takes frames [T, N, H, W, C].</param>
    /// <param name="logits">[N, classes]: the mean over the steps.</param>
    /// <exception cref="ArgumentException">Lengths that do not fit.</exception>
    public void Run(ReadOnlySpan<byte> images, Span<float> logits)
    {
        using Use use = new(this);
        Begin();
        int steps = Student.Timesteps, count = Take(images, Student.Input.OverTime ? steps : 1);
        RequireLength(logits.Length, count * Student.Classes, nameof(logits));
        Advance(steps);
        for (int i = 0; i < logits.Length; i++)
        {
            logits[i] = _sums[i] / steps;
        }
    }

    /// <summary>The class of an image after all T steps.</summary>
    /// <param name="image">Bytes [H, W, C]; of a network that takes frames [T, H, W, C].</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public int Classify(ReadOnlySpan<byte> image)
    {
        using Use use = new(this);
        Begin();
        int steps = Student.Timesteps;
        RequireLength(Take(image, Student.Input.OverTime ? steps : 1), 1, nameof(image));
        Advance(steps);
        return Sureness.Of(LogitSums, steps).Best;
    }

    /// <summary>The class of an image as soon as it is sure: when the mean logit of the best class leads the next by a margin, or T steps are done.</summary>
    /// <param name="image">Bytes [H, W, C]; of a network that takes frames [T, H, W, C].</param>
    /// <param name="margin">The lead that is enough, in logits.</param>
    /// <param name="steps">The steps that it took.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public int Classify(ReadOnlySpan<byte> image, float margin, out int steps)
    {
        if (float.IsPositiveInfinity(margin))
        {
            // Never sure: all steps at once read the weights once.
            steps = Student.Timesteps;
            return Classify(image);
        }

        using Use use = new(this);
        Begin();
        int frames = Student.Input.OverTime ? Student.Timesteps : 1, length = Student.Input.Size.Count;
        RequireLength(image.Length, frames * length, nameof(image));
        Sureness sure;
        do
        {
            if (frames > 1 || StepsDone == 0)
            {
                Take(image.Slice(frames > 1 ? StepsDone * length : 0, length), 1);
            }

            Advance(1);
            sure = Sureness.Of(LogitSums, StepsDone);
        }
        while (sure.Margin < margin && StepsDone < Student.Timesteps);

        steps = StepsDone;
        return sure.Best;
    }

    /// <summary>Shows images that stay, or the next frame of each stream, and runs one step; state goes on from the last.</summary>
    /// <param name="images">Bytes [N, H, W, C], as many as in the step before.</param>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void Step(ReadOnlySpan<byte> images)
    {
        using Use use = new(this);
        int before = _batch.Count, count = Take(images, 1);
        if (StepsDone > 0 && count != before)
        {
            _batch.Count = before;
            throw new ArgumentException($"{count} images are shown, but the streams of this session are {before}; restart it first.", nameof(images));
        }

        Advance(1);
    }

    /// <summary>Runs one step more of images that stay.</summary>
    /// <exception cref="InvalidOperationException">No image was shown, or the network takes frames.</exception>
    public void Step()
    {
        using Use use = new(this);
        if (_batch.Count == 0 || Student.Input.OverTime)
        {
            throw new InvalidOperationException("Show images first: Step(images).");
        }

        Advance(1);
    }

    /// <summary>Weights that were added because their input fired, in the last step or run: counted on the spikes.</summary>
    public long CountSynapticOperations() => Spiking.SynapticOperations(_layers, _batch);

    /// <summary>The share of neurons that fired in the last step or run.</summary>
    public double FiringRate()
    {
        (long spikes, long neurons) = Spiking.Rate(Student, _batch);
        return neurons == 0 ? 0 : (double)spikes / neurons;
    }

    /// <summary>Ends its threads.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _team.Dispose();
        }
    }

    void ITeamJob.Do(int task, int thread) => _running!.Run(_batch, _state, _tiles[thread], task);

    /// <summary>The spikes and sums of the last run, for tests.</summary>
    internal Batch Work => _batch;

    private void Begin()
    {
        _sums.AsSpan().Clear();
        _state.Seen = false;
        StepsDone = 0;
        _batch.Count = 0;
    }

    private int Take(ReadOnlySpan<byte> images, int frames)
    {
        int length = Student.Input.Size.Count * frames, count = images.Length / length;
        if (count < 1 || count > Lanes || images.Length != count * length)
        {
            throw new ArgumentException(
                $"{images.Length} bytes are no images: one has {length}, and this session takes 1 to {Lanes} of them.", nameof(images));
        }

        int row = count * Student.Input.Size.Count;
        for (int frame = 0; frame < frames; frame++)
        {
            images.Slice(frame * row, row).CopyTo(_batch.Images.Span[(frame * Lanes * Student.Input.Size.Count)..]);
        }

        _batch.Count = count;
        _state.Seen = false;
        return count;
    }

    private void Advance(int steps)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        (_batch.Steps, _batch.StepsBefore) = (steps, StepsDone);
        foreach (Layer layer in _layers.All)
        {
            _running = layer;
            _team.Run(this, layer.Tasks(_batch));
        }

        _state.Seen = true;
        int classes = Student.Classes;
        for (int step = 0; step < steps; step++)
        {
            ReadOnlySpan<float> logits = _batch.Logits.Span.Slice(step * Lanes * classes, _batch.Count * classes);
            for (int i = 0; i < logits.Length; i++)
            {
                _sums[i] += logits[i];
            }
        }

        StepsDone += steps;
    }

    private static void RequireLength(int length, int expected, string name)
    {
        if (length != expected)
        {
            throw new ArgumentException($"has the length {length}, but {expected} is expected.", name);
        }
    }

    /// <summary>The time in which a thread has the session, which another is refused in: it would mix its images with those that run.</summary>
    internal readonly ref struct Use : IDisposable
    {
        private readonly StudentSession _session;

        public Use(StudentSession session)
        {
            if (Interlocked.Exchange(ref session._users, 1) != 0)
            {
                throw new InvalidOperationException("Another thread is using this session; take turns, or make a session for each thread.");
            }

            _session = session;
        }

        public void Dispose() => Volatile.Write(ref _session._users, 0);
    }
}
