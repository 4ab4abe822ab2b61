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

    private readonly MemoryPool _memory;
    private readonly MemoryBlock _totals;
    private readonly ActivationGroups _groups;
    private readonly int _length;

    /// <param name="engine">Whose memory.</param>
    /// <param name="groups">What is walked.</param>
    /// <param name="sums">Sums for each channel; may be 0.</param>
    public GradientSums(Engine engine, ActivationGroups groups, int sums)
    {
        _memory = engine.Memory;
        _groups = groups;
        _length = sums * groups.PaddedChannels;
        _totals = _memory.Rent(Bytes(groups, sums));
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
        int tasks = _groups.Tasks;
        for (int task = 0; task < tasks; task++)
        {
            double* from = Totals + ((long)task * _length) + ((long)sum * _groups.PaddedChannels);
            TensorPrimitives.Add(channels, new ReadOnlySpan<double>(from, channels.Length), channels);
        }

        return channels;
    }

    public void Dispose() => _memory.Return(_totals);

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

            for (int i = 0; i < length; i++)
            {
                totals[i] += sums[i];
                sums[i] = 0;
            }

            _groups = 0;
        }
    }
}
