namespace SpikeDistill.Networks.Families;

/// <summary>What a residual network begins with.</summary>
public enum StemKind
{
    /// <summary>A 3x3 convolution that keeps the size of small images.</summary>
    Cifar,

    /// <summary>A 7x7 convolution with stride 2 and a 3x3 max pool with stride 2: images of 224x224 become maps of 56x56.</summary>
    Imagenet,
}
