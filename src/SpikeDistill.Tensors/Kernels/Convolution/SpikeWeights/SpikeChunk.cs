namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeWeights;

/// <summary>
/// Input rows [FirstRow, FirstRow + Rows) of some images, whose spikes are listed and walked together. Of the outputs they
/// reach, only rows [FirstOutput, EndOutput) count.
/// </summary>
internal readonly record struct SpikeChunk(int Image, int Images, int FirstRow, int Rows, int FirstOutput, int EndOutput);
