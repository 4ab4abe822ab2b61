using SpikeDistill.Tensors.Kernels.Convolution.Layout;
using SpikeDistill.Tensors.Kernels.Convolution.Winograd;

namespace SpikeDistill.Tensors.Kernels.Convolution.RowTiles;

/// <summary>
/// How a 3x3 correlation is computed by tiles of four outputs of a row (Winograd's F(4, 3): 18 multiplications where the
/// definition has 36), from its shape alone.
/// </summary>
internal sealed class RowTilePlan : TilePlan
{
    /// <summary>Outputs of a tile, rows of taps, and products of a row of taps, which are also the inputs it reads.</summary>
    public const int Tile = 4;
    public const int Taps = 3;
    public const int Products = Tile + Taps - 1;

    /// <summary>Tiles of a row come in multiples of this.</summary>
    public const int BlockTiles = 4;

    private const int WantedTasks = 16;
    private const int FewestRows = 8;

    // What transforming a weight costs, in multiplications.
    private const double WeightCost = 400;

    private static readonly PlanCache<(ConvolutionShape Shape, bool Backward), RowTilePlan> Plans = new(
        static key => new RowTilePlan(key.Shape, key.Backward));

    private RowTilePlan(ConvolutionShape shape, bool backward)
        : base(shape, backward)
    {
        ImageTiles = TargetWidth.Chunks(Tile);
        ChunkImages = 1;
        while (ChunkImages < Math.Min(Images, 2 * BlockTiles) && !Fills(ChunkImages * ImageTiles)) ChunkImages++;
        Tiles = (ChunkImages * ImageTiles).RoundUp(BlockTiles);
        RowChunks = Math.Min(TargetHeight.Chunks(FewestRows), WantedTasks.Chunks(Images.Chunks(ChunkImages)));
        ChunkRows = TargetHeight.Chunks(RowChunks);
        RowChunks = TargetHeight.Chunks(ChunkRows);
    }

    /// <summary>Tiles of a row of one image, and of all images of a chunk, in whole blocks.</summary>
    public int ImageTiles { get; }

    public int Tiles { get; }

    /// <summary>A chunk is a few images side by side and some of their rows, which run through the caches one by one.</summary>
    public int ChunkImages { get; }

    public int ChunkRows { get; }

    public int RowChunks { get; }

    public int Chunks => Images.Chunks(ChunkImages) * RowChunks;

    /// <summary>Floats of a row's transformed inputs: [product][block of 16 channels][tile][16 channels].</summary>
    public int SourceFloats => Products * Tiles * SourceChannels;

    /// <summary>Floats of a row's products: [vector of outputs][product][tile][output].</summary>
    public int ProductFloats => Products * Tiles * TargetChannels;

    /// <summary>Transformed weights of an output; they lie as [vector of outputs][product][source channel][row of taps][output].</summary>
    public int OutputWeights => Products * Taps * SourceChannels;

    public static RowTilePlan For(ConvolutionShape shape, bool backward) => Plans.For((shape, backward));

    /// <summary>Whether a correlation goes through tiles of rows, if it does not go through tiles of both directions.</summary>
    public static bool Covers(ConvolutionShape shape, bool backward, FloatPath path = FloatPath.ByShape) =>
        path is FloatPath.ByShape or FloatPath.Rows && TakesTiles(shape) && (path == FloatPath.Rows || Pays(shape, backward));

    private static bool Fills(int tiles) => tiles % BlockTiles == 0 && tiles >= 2 * BlockTiles;

    private static bool Pays(ConvolutionShape shape, bool backward)
    {
        // From 32 channels on tiles of both directions are faster, or the direct form is.
        if (Math.Min(shape.Channels, shape.Outputs) > HaloLayout.BlockChannels) return false;
        RowTilePlan plan = For(shape, backward);
        double products = (double)plan.Chunks * plan.Tiles * (plan.ChunkRows + Taps - 1) * Products * Taps;
        return products + WeightCost < DirectProducts(shape.Images, plan.TargetHeight, plan.TargetWidth);
    }
}
