using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>The sum of all elements, or of a function of two tensors': float additions within a short stretch of a chunk, double beyond.</summary>
internal static unsafe class TotalSum
{
    public static double Run(Workers workers, Tensor x) => Run(workers, default(First), x, x);

    public static double Run<TOperator>(Workers workers, TOperator op, Tensor x, Tensor y)
        where TOperator : struct, IBinaryOperator
    {
        int chunks = checked((int)((x.Shape.Count + Workers.ElementGrain - 1) / Workers.ElementGrain));
        double[] partials = new double[chunks];
        fixed (double* to = partials)
        {
            workers.ForRange(x.Shape.Count, Workers.ElementGrain, new Kernel<TOperator>(op, x.Floats, y.Floats, to));
        }

        double sum = 0;
        foreach (double partial in partials)
        {
            sum += partial;
        }

        return sum;
    }

    private readonly struct Kernel<TOperator>(TOperator op, float* x, float* y, double* partials) : ILaneKernel
        where TOperator : struct, IBinaryOperator
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
                    sum += op.Apply(TLanes.Load(x + i), TLanes.Load(y + i));
                }

                sum.Store(lanes);
                for (int lane = 0; lane < TLanes.Count; lane++)
                {
                    total += lanes[lane];
                }
            }

            for (; i < end; i++)
            {
                op.Apply(Lanes1.Load(x + i), Lanes1.Load(y + i)).Store(lanes);
                total += lanes[0];
            }

            partials[start / Workers.ElementGrain] = total;
        }
    }

    private readonly struct First : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes y)
            where TLanes : struct, ILanes<TLanes>
            => x;
    }
}
