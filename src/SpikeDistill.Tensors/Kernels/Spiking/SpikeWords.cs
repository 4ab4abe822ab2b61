using System.Numerics;
using SpikeDistill.Tensors.Threading;

namespace SpikeDistill.Tensors.Kernels.Spiking;

/// <summary>A function of two spikes, word by word. Of two zeros it makes a zero, so that what lies behind the last channel stays 0.</summary>
internal interface IWordOperator
{
    /// <summary>The result of every bit.</summary>
    static abstract Vector<byte> Apply(Vector<byte> a, Vector<byte> b);
}

/// <summary>a AND b.</summary>
internal readonly struct BothFire : IWordOperator
{
    public static Vector<byte> Apply(Vector<byte> a, Vector<byte> b) => a & b;
}

/// <summary>(NOT a) AND b.</summary>
internal readonly struct OnlySecondFires : IWordOperator
{
    public static Vector<byte> Apply(Vector<byte> a, Vector<byte> b) => Vector.AndNot(b, a);
}

/// <summary>Runs such functions over packed spikes. Whole vectors run up to 64 bytes past the end, which every block can take.</summary>
internal static unsafe class SpikeWords
{
    private const int Grain = 1 << 16;

    public static void Map<TOperator>(Workers workers, Tensor a, Tensor b, Tensor target)
        where TOperator : struct, IWordOperator
    {
        byte* left = a.SpikeBytes, right = b.SpikeBytes, to = target.SpikeBytes;
        workers.ForRange(SpikeLayout.Bytes(target.Shape), Grain, (start, end) =>
        {
            for (long i = start; i < end; i += Vector<byte>.Count)
            {
                TOperator.Apply(Vector.Load(left + i), Vector.Load(right + i)).Store(to + i);
            }
        });
    }
}
