namespace SpikeDistill.Data;

/// <summary>A data set whose classes are grouped: the 20 superclasses of CIFAR-100.</summary>
public interface ICoarseLabels
{
    /// <summary>One name for each group.</summary>
    IReadOnlyList<string> CoarseClassNames { get; }

    /// <summary>The group of an image.</summary>
    int CoarseLabel(int index);
}
