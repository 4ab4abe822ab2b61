using SpikeDistill.Tensors.Kernels.Convolution.Layout;

namespace SpikeDistill.Tensors.Kernels.Convolution.Winograd;

/// <summary>
/// How a 3x3 correlation is computed by tiles of 4x4 outputs (Winograd's F(4x4, 3x3): 36 multiplications where the
/// definition has 144), from its shape alone.
/// </summary>
internal sealed class WinogradPlan : TilePlan
{
    /// <summary>Rows and columns of outputs of a tile, of inputs it reads, and products of a tile.</summary>
    public const int Tile = 4;
    public const int Reads = Tile + 2;
    public const int Products = Reads * Reads;

    /// <summary>Tiles that run through a register tile together.</summary>
    public const int BlockTiles = 12;

    private const int FewestChannels = 32;

    // Tiles of a chunk: few, so that transformed inputs and products stay in the second-level cache and transformed weights
    // stream through it; more where these come from afar (past 4 MiB, and past 16 MiB), or where a panel's weights stay and tiles stream.
    private const int FewTiles = BlockTiles;
    private const int SomeTiles = 2 * BlockTiles;
    private const int ManyTiles = 3 * BlockTiles;
    private const long SomeWeights = 4L << 20;
    private const long LargeWeights = 16L << 20;

    // What transforming a weight, and a product of this form, cost beside a multiplication of the direct form (between what
    // Zen 4 and Zen 5 measure: the latter multiply twice as fast, and transform about as fast).
    private const double WeightCost = 700;
    private const double ProductCost = 1.3;

    private static readonly PlanCache<(ConvolutionShape Shape, bool Backward), WinogradPlan> Plans = new(
        static key => new WinogradPlan(key.Shape, key.Backward));

    private WinogradPlan(ConvolutionShape shape, bool backward)
        : base(shape, backward)
    {
        (TileRows, TileColumns) = (TargetHeight.Chunks(Tile), TargetWidth.Chunks(Tile));
        Tiles = checked(Images * TileRows * TileColumns);
        KeepsTiles = Tiles <= TargetChannels;
        long weightBytes = (long)Products * shape.Channels * shape.Outputs * sizeof(float);
        int most = KeepsTiles || weightBytes > LargeWeights ? ManyTiles : weightBytes > SomeWeights ? SomeTiles : FewTiles;
        ChunkTiles = Tiles.Chunks(Tiles.Chunks(most)).RoundUp(BlockTiles);
        Chunks = Tiles.Chunks(ChunkTiles);
    }

    /// <summary>Tiles of one image, and of all.</summary>
    public int TileRows { get; }

    public int TileColumns { get; }

    public int Tiles { get; }

    public int ChunkTiles { get; }

    public int Chunks { get; }

    /// <summary>
    /// Which operand is transformed as a whole, the one that is smaller then: all tiles, for weights that are transformed panel
    /// by panel; or all weights, for tiles that are transformed chunk by chunk.
    /// </summary>
    public bool KeepsTiles { get; }

    /// <summary>Floats from one product to the next; the odd line keeps them out of each other's cache sets.</summary>
    public int SourceStride => ((KeepsTiles ? Tiles.RoundUp(BlockTiles) : ChunkTiles) * SourceChannels) + HaloLayout.BlockChannels;

    /// <summary>Whether a correlation goes through tiles.</summary>
    public static bool Covers(ConvolutionShape shape, bool backward, FloatPath path = FloatPath.ByShape) =>
        path is FloatPath.ByShape or FloatPath.Tiles && Fits(shape) && (path == FloatPath.Tiles || Pays(shape, backward));

    public static WinogradPlan For(ConvolutionShape shape, bool backward) => Plans.For((shape, backward));

    /// <summary>The image of a tile, and the row and column of its first output.</summary>
    public (int Image, int Row, int Column) Place(int tile)
    {
        (int image, int inImage) = Math.DivRem(tile, TileRows * TileColumns);
        return (image, inImage / TileColumns * Tile, inImage % TileColumns * Tile);
    }

    private static bool Fits(ConvolutionShape shape) =>
        TakesTiles(shape) && Math.Min(shape.Channels, shape.Outputs) >= FewestChannels;

    private static bool Pays(ConvolutionShape shape, bool backward)
    {
        (int height, int width) = backward ? (shape.Height, shape.Width) : (shape.OutputHeight, shape.OutputWidth);
        double tiles = Math.Ceiling((double)shape.Images * height.Chunks(Tile) * width.Chunks(Tile) / BlockTiles) * BlockTiles;
        return (tiles * Products * ProductCost) + WeightCost < DirectProducts(shape.Images, height, width);
    }
}
