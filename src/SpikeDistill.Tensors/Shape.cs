using System.Runtime.CompilerServices;

namespace SpikeDistill.Tensors;

/// <summary>
/// The lengths of a tensor's axes, outermost first. Activations are time first and channels last,
/// [T, N, H, W, C]; images are [N, H, W, C]; a scalar has rank 0.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    /// <summary>The largest number of axes a shape can have.</summary>
    public const int MaxRank = 6;

    /// <summary>Elements whose bytes can be counted in 64 bits.</summary>
    private const double MostElements = 1L << 60;

    private readonly Axes _axes;

    /// <summary>Makes a shape from its axis lengths.</summary>
    /// <exception cref="TensorException">More than <see cref="MaxRank"/> axes, a negative length, or more elements than can be addressed.</exception>
    public Shape(params ReadOnlySpan<int> axes)
    {
        if (axes.Length > MaxRank)
        {
            throw new TensorException($"A shape has at most {MaxRank} axes, but {axes.Length} were given.");
        }

        Rank = axes.Length;
        double count = 1;
        for (int i = 0; i < axes.Length; i++)
        {
            if (axes[i] < 0)
            {
                throw new TensorException($"Axis {i} of a shape has the negative length {axes[i]}.");
            }

            _axes[i] = axes[i];
            count *= axes[i];
        }

        if (count > MostElements)
        {
            throw new TensorException($"The shape {this} has more elements than can be addressed.");
        }
    }

    /// <summary>The number of axes.</summary>
    public int Rank { get; }

    /// <summary>The number of axes; lets <c>shape[^1]</c> name the last one.</summary>
    public int Length => Rank;

    /// <summary>The number of elements: the product of all axis lengths, 1 for a scalar.</summary>
    public long Count
    {
        get
        {
            long count = 1;
            for (int i = 0; i < Rank; i++)
            {
                count *= _axes[i];
            }

            return count;
        }
    }

    /// <summary>The length of one axis.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such axis.</exception>
    public int this[int axis]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(axis);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(axis, Rank);
            return _axes[axis];
        }
    }

    /// <summary>Whether two shapes have the same axes.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>The axis lengths as a new array.</summary>
    public int[] ToArray()
    {
        int[] axes = new int[Rank];
        for (int i = 0; i < Rank; i++)
        {
            axes[i] = _axes[i];
        }

        return axes;
    }

    /// <summary>The same shape with one axis replaced.</summary>
    public Shape With(Index axis, int length)
    {
        int[] axes = ToArray();
        axes[axis] = length;
        return new Shape(axes);
    }

    /// <inheritdoc/>
    public bool Equals(Shape other)
    {
        if (Rank != other.Rank)
        {
            return false;
        }

        for (int i = 0; i < Rank; i++)
        {
            if (_axes[i] != other._axes[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        for (int i = 0; i < Rank; i++)
        {
            hash.Add(_axes[i]);
        }

        return hash.ToHashCode();
    }

    /// <summary>For example <c>[2, 64, 32, 32, 3]</c>.</summary>
    public override string ToString() => "[" + string.Join(", ", ToArray()) + "]";

    [InlineArray(MaxRank)]
    private struct Axes
    {
        private int _first;
    }
}
