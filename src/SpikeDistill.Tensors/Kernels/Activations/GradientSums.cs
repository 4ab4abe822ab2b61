using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors.Kernels.Activations;

/// <summary>
/// Sums over rows and steps for each channel that a walk backward leaves, task by task. Float additions run in chains of
/// about <see cref="MostAdditions"/>; what they give is added in double precision, and tasks in their order.
/// </summary>
internal sealed unsafe class GradientSums : IDisposable
{
    private const int MostAdditions = 256;

    // Channels whose totals one thread collects.
    private const int CollectedChannels = 256;

    private readonly Engine _engine;
    private readonly MemoryBlock _totals;
    private readonly ActivationGroups _groups;
    private readonly int _length;

    /// <param name="engine">Whose memory.</param>
    /// <param name="groups">What is walked.</param>
    /// <param name="sums">Sums for each channel; may be 0.</param>
    public GradientSums(Engine engine, ActivationGroups groups, int sums)
    {
        _engine = engine;
        _groups = groups;
        _length = sums * groups.PaddedChannels;
        _totals = engine.Memory.Rent(Bytes(groups, sums));
    }

    /// <summary>The memory of all tasks' totals.</summary>
    public static long Bytes(ActivationGroups groups, int sums) => (long)groups.Tasks * sums * groups.PaddedChannels * sizeof(double);

    /// <summary>What a task needs to add in.</summary>
    public long ScratchBytes => (long)_length * sizeof(float);

    private double* Totals => (double*)_totals.Pointer;

    /// <summary>Begins the task that starts with a group.</summary>
    public Part Begin(long firstGroup, float* scratch)
    {
        double* totals = Totals + (firstGroup / _groups.Grain * _length);
        new Span<double>(totals, _length).Clear();
        new Span<float>(scratch, _length).Clear();
        return new Part(scratch, totals, _length, (long)MostAdditions * _groups.PerRow / _groups.Steps);
    }

    /// <summary>A sum over all tasks, for every channel.</summary>
    public double[] Collect(int sum)
    {
        double[] channels = new double[_groups.Channels];
        double* totals = Totals + ((long)sum * _groups.PaddedChannels);
        int tasks = _groups.Tasks, length = _length;
        _engine.Workers.ForRange(channels.Length, CollectedChannels, (start, end) =>
        {
            Span<double> part = channels.AsSpan((int)start, (int)(end - start));
            for (int task = 0; task < tasks; task++)
            {
                TensorPrimitives.Add(part, new ReadOnlySpan<double>(totals + ((long)task * length) + start, part.Length), part);
            }
        });
        return channels;
    }

    public void Dispose() => _engine.Memory.Return(_totals);

    /// <summary>The sums of a task in progress.</summary>
    internal struct Part(float* sums, double* totals, int length, long mostGroups)
    {
        private long _groups;

        /// <summary>Says how many groups are added next.</summary>
        public void Expect(int groups)
        {
            if (_groups + groups > mostGroups)
            {
                End();
            }

            _groups += groups;
        }

        /// <summary>Adds what was summed to the task's totals.</summary>
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void End()
        {
            if (_groups == 0)
            {
                return;
            }

            // Whole groups of channels, so whole vectors.
            for (int i = 0; i < length; i += Vector<float>.Count)
            {
                Vector.Widen(Vector.Load(sums + i), out Vector<double> low, out Vector<double> high);
                Vector.Store(Vector.Load(totals + i) + low, totals + i);
                Vector.Store(Vector.Load(totals + i + Vector<double>.Count) + high, totals + i + Vector<double>.Count);
                Vector.Store(Vector<float>.Zero, sums + i);
            }

            _groups = 0;
        }
    }
}
