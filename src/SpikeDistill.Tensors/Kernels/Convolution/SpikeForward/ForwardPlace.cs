namespace SpikeDistill.Tensors.Kernels.Convolution.SpikeForward;

/// <summary>
/// Where a chunk of outputs lies: whole images or whole rows of one, so that its pixels [FirstPixel, EndPixel) follow each other. Where it holds
/// several steps together, these are the places in each; step by step images lie <paramref name="StepImages"/> apart.
/// </summary>
internal readonly record struct ForwardPlace(int Image, int Images, int Row, int Rows, long FirstPixel, long EndPixel, int Steps, int StepImages)
{
    /// <summary>Images of all steps.</summary>
    public int AllImages => Steps * Images;

    /// <summary>Pixels of all steps.</summary>
    public int Pixels => Steps * (int)(EndPixel - FirstPixel);

    /// <summary>The number of the i-th image, step by step.</summary>
    public int ImageAt(int i) => (i / Images * StepImages) + Image + (i % Images);
}
