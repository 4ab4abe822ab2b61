using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Kernels.Reduce;

/// <summary>
/// y[row] = factor · Σ_c x[row, c], one chain of additions per row as in <see cref="AxisSum"/>: eight rows side by side, since a chain alone waits for
/// each of its additions.
/// </summary>
internal readonly unsafe struct RowSum(float* x, float* y, long columns, float factor) : ILaneKernel
{
    private const int Chains = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run<TLanes>(long start, long end)
        where TLanes : struct, ILanes<TLanes>
    {
        long row = start;
        for (; row <= end - Chains; row += Chains)
        {
            float* a = x + (row * columns), b = a + columns, c = b + columns, d = c + columns;
            float* e = d + columns, f = e + columns, g = f + columns, h = g + columns;
            float s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0, s7 = 0;
            for (long k = 0; k < columns; k++)
            {
                s0 += a[k];
                s1 += b[k];
                s2 += c[k];
                s3 += d[k];
                s4 += e[k];
                s5 += f[k];
                s6 += g[k];
                s7 += h[k];
            }

            float* to = y + row;
            (to[0], to[1], to[2], to[3]) = (s0 * factor, s1 * factor, s2 * factor, s3 * factor);
            (to[4], to[5], to[6], to[7]) = (s4 * factor, s5 * factor, s6 * factor, s7 * factor);
        }

        for (; row < end; row++)
        {
            float sum = 0;
            for (long k = 0; k < columns; k++) sum += x[(row * columns) + k];
            y[row] = sum * factor;
        }
    }
}
