using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference.Execution;

/// <summary>The images that a session works on, and what its nodes have given for them. Frame s·lanes + n is step s of image n.</summary>
internal sealed class Batch
{
    /// <param name="student">The network.</param>
    /// <param name="lanes">Images at once.</param>
    /// <param name="steps">Steps at once.</param>
    /// <param name="threads">Threads that work on it.</param>
    public Batch(Student student, int lanes, int steps, int threads)
    {
        (Lanes, MostSteps, Threads) = (lanes, steps, threads);
        int frames = checked(lanes * steps);
        Values = [.. student.Values.Select(value => value.Kind == ValueKind.Logits ? null : new Frames(value, lanes, steps))];
        Images = new AlignedBuffer<byte>((long)student.Input.Size.Count * (student.Input.OverTime ? frames : lanes));
        Logits = new AlignedBuffer<float>((long)student.Classes * frames);
    }

    /// <summary>Threads that work on it.</summary>
    public int Threads { get; }

    /// <summary>Images at once.</summary>
    public int Lanes { get; }

    /// <summary>Steps at once, at most.</summary>
    public int MostSteps { get; }

    /// <summary>Images that are there, at most <see cref="Lanes"/>.</summary>
    public int Count { get; set; }

    /// <summary>The number of the first image, by which codes that are drawn differ from image to image.</summary>
    public long FirstImage { get; set; }

    /// <summary>Steps that run now.</summary>
    public int Steps { get; set; }

    /// <summary>Steps since the start, before those that run now.</summary>
    public int StepsBefore { get; set; }

    /// <summary>By the numbers of the nodes; null for the logits.</summary>
    public Frames?[] Values { get; }

    /// <summary>The bytes of the images, or of the frames of each step.</summary>
    public AlignedBuffer<byte> Images { get; }

    /// <summary>[frames, classes].</summary>
    public AlignedBuffer<float> Logits { get; }
}
