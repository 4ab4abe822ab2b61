using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Optimization;

/// <summary>Consecutive elements of one parameter.</summary>
/// <param name="Parameter">The parameter's index.</param>
/// <param name="Start">The first element.</param>
/// <param name="Length">The number of elements.</param>
internal readonly record struct ParameterPiece(int Parameter, int Start, int Length)
{
    /// <summary>Half a megabyte of each array that an update walks; a multiple of every optimizer's chunk.</summary>
    private const int TaskElements = 1 << 17;

    /// <summary>All parameters cut into tasks of about equal length, from their shapes alone: large ones divided, small ones together.</summary>
    public static ParameterPiece[][] Tasks(IReadOnlyList<Parameter> parameters) => Tasks([.. parameters.Select(parameter => parameter.Value)]);

    /// <summary>The same of tensors.</summary>
    public static ParameterPiece[][] Tasks(Tensor[] values)
    {
        List<ParameterPiece[]> tasks = [];
        List<ParameterPiece> task = [];
        int room = TaskElements;
        for (int i = 0; i < values.Length; i++)
        {
            int length = checked((int)values[i].Shape.Count);
            for (int start = 0; start < length; start += TaskElements)
            {
                ParameterPiece piece = new(i, start, Math.Min(TaskElements, length - start));
                if (piece.Length > room) EndTask();
                task.Add(piece);
                room -= piece.Length;
            }
        }

        EndTask();
        return [.. tasks];

        void EndTask()
        {
            if (task.Count > 0) tasks.Add([.. task]);
            task.Clear();
            room = TaskElements;
        }
    }
}
