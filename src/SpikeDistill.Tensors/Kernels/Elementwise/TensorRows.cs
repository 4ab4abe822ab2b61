namespace SpikeDistill.Tensors.Kernels.Elementwise;

/// <summary>What is done with the rows of a tensor, compiled for its storage.</summary>
internal interface IRowAction
{
    void Run<TSource>(TSource rows)
        where TSource : struct, IRowSource;
}

/// <summary>The one place where a tensor's storage becomes a type that kernels read.</summary>
internal static unsafe class TensorRows
{
    /// <summary>Hands the rows of a tensor to an action.</summary>
    /// <param name="x">The tensor, in any storage.</param>
    /// <param name="columns">The length of a row; of spikes that of the last axis.</param>
    /// <param name="action">What is done.</param>
    public static void Read<TAction>(Tensor x, long columns, TAction action)
        where TAction : struct, IRowAction
    {
        switch (x.Kind)
        {
            case StorageKind.Spikes:
                action.Run(new SpikeRows(x.SpikeBytes, (int)columns));
                break;
            case StorageKind.Counts:
                action.Run(new CountRows(x.CountBytes, columns));
                break;
            default:
                action.Run(new FloatRows(x.Floats, columns));
                break;
        }
    }
}
