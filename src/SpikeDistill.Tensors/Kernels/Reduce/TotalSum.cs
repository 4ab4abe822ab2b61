using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>The sum of all elements: float additions within a short stretch of a chunk, double beyond.</summary>
internal static unsafe class TotalSum
{
    public static double Run(Workers workers, Tensor x)
    {
        int chunks = checked((int)((x.Shape.Count + Workers.ElementGrain - 1) / Workers.ElementGrain));
        double[] partials = new double[chunks];
        fixed (double* to = partials)
        {
            workers.ForRange(x.Shape.Count, Workers.ElementGrain, new Kernel(x.Floats, to));
        }

        double sum = 0;
        foreach (double partial in partials)
        {
            sum += partial;
        }

        return sum;
    }

    private readonly struct Kernel(float* x, double* partials) : ILaneKernel
    {
        private const int AdditionsInFloat = 32;

        public void Run<TLanes>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
        {
            float* lanes = stackalloc float[TLanes.Count];
            double total = 0;
            long i = start, whole = end - ((end - start) % TLanes.Count);
            while (i < whole)
            {
                TLanes sum = TLanes.Create(0);
                long stop = Math.Min(whole, i + (AdditionsInFloat * TLanes.Count));
                for (; i < stop; i += TLanes.Count)
                {
                    sum += TLanes.Load(x + i);
                }

                sum.Store(lanes);
                for (int lane = 0; lane < TLanes.Count; lane++)
                {
                    total += lanes[lane];
                }
            }

            for (; i < end; i++)
            {
                total += x[i];
            }

            partials[start / Workers.ElementGrain] = total;
        }
    }
}
