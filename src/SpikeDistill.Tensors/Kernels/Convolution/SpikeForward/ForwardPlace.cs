namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>Where a chunk of outputs lies: whole images or whole rows of one, so that its pixels [FirstPixel, EndPixel) follow each other.</summary>
internal readonly record struct ForwardPlace(int Image, int Images, int Row, int Rows, long FirstPixel, long EndPixel);
