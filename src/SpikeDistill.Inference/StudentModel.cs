using SpikeDistill.Inference.Execution;
using SpikeDistill.Inference.Files;
using SpikeDistill.Inference.Graphs;
using SpikeDistill.Inference.Kernels;

namespace SpikeDistill.Inference;

/// <summary>A student that is ready to run. It does not change, and any number of threads may use it at once, each with a session of its own.</summary>
public sealed class StudentModel
{
    private readonly Layers _layers;
    private readonly VectorLevel _level;

    /// <summary>Makes a student ready to run.</summary>
    /// <param name="student">The student.</param>
    /// <exception cref="StudentException">A kernel cannot take its sizes.</exception>
    public StudentModel(Student student)
        : this(student, VectorLevels.Best)
    {
    }

    internal StudentModel(Student student, VectorLevel level)
    {
        ArgumentNullException.ThrowIfNull(student);
        (Student, _level) = (student, level);
        try
        {
            _layers = new Layers(student);
        }
        catch (OverflowException tooLarge)
        {
            throw new StudentException("The weights of a node of this student pass 2 GiB as its kernel wants them; it needs fewer channels.", tooLarge);
        }
    }

    /// <summary>The student.</summary>
    public Student Student { get; }

    /// <summary>Bytes of an image, or of a frame: height, width and channels, which lie side by side.</summary>
    public int ImageBytes => Student.Input.Size.Count;

    /// <summary>Loads a student from its file.</summary>
    /// <param name="path">A file that <c>spikedistill export --to spkd</c> has written.</param>
    /// <exception cref="StudentException">No student, or a damaged one.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static StudentModel Load(string path) => new(StudentFile.Read(path));

    /// <summary>What runs it: it holds the state, and belongs to one thread at a time.</summary>
    /// <param name="lanes">Images at once.</param>
    /// <param name="threads">Threads that share the work, the caller's among them.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one of either.</exception>
    /// <exception cref="StudentException">What a node keeps of so many images passes 2 GiB.</exception>
    public StudentSession CreateSession(int lanes = 1, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        try
        {
            return new StudentSession(_layers, _level, lanes, threads);
        }
        catch (OverflowException tooLarge)
        {
            throw new StudentException(
                $"What a node of this student keeps of {lanes} images over {Student.Timesteps} steps passes 2 GiB; make the session for fewer images.",
                tooLarge);
        }
    }
}
