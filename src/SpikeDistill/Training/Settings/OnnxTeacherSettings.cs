namespace SpikeDistill.Training;

/// <summary>A model of ONNX as a teacher.</summary>
public sealed record OnnxTeacherSettings
{
    /// <summary>The file.</summary>
    public string Path { get; init; } = "";

    /// <summary>The name of the output that gives the logits, [N, classes]; null for its only one.</summary>
    public string? Logits { get; init; }

    /// <summary>The names of the outputs that give stage features, in order: maps, tokens of square maps, or vectors.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Rows and columns that images are resized to, bicubically, where the model leaves them free; null for those of the images.</summary>
    public int? Size { get; init; }

    /// <summary>The order of the axes of images and feature maps.</summary>
    public ImageLayout Layout { get; init; } = ImageLayout.Nchw;

    /// <summary>The mean of each channel that its images were normalized with, where white is 1; null for that of the data set.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>The standard deviation of each channel; null for that of the data set.</summary>
    public IReadOnlyList<float>? Deviation { get; init; }

    /// <summary>Which of its logits are those of the data set's classes, in their order; null for all as they are.</summary>
    public IReadOnlyList<int>? Classes { get; init; }
}

/// <summary>The order of the axes of images.</summary>
public enum ImageLayout
{
    /// <summary>[N, C, H, W], as PyTorch has it.</summary>
    Nchw,

    /// <summary>[N, H, W, C], as TensorFlow has it.</summary>
    Nhwc,
}
