using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>The rectifier over any input: y = max(I, 0), and gradients pass where I &gt; 0. I is recomputed for that, so the output is not kept.</summary>
internal sealed unsafe class ReluKernel(Engine engine, ActivationGroups groups) : IActivationKernel
{
    public bool ReadsOutput => false;

    public bool OverwritesInput => true;

    public Tensor AllocateOutput(Tape tape, Shape shape) => tape.Allocate(shape);

    public void Forward<TInput>(TInput input, Tensor output)
        where TInput : struct, IFireInput<TInput>
        => Run(input, output.Floats, sums: null);

    public void Backward<TInput>(TInput input, Tensor? output, Tensor dy, GradientSums sums)
        where TInput : struct, IFireInput<TInput>
        => Run(input, dy.Floats, sums);

    private void Run<TInput>(TInput input, float* outer, GradientSums? sums)
        where TInput : struct, IFireInput<TInput>
        => engine.Workers.ForRange(groups.Count, groups.Grain, new Pass<TInput>(engine.Memory, groups, input, outer, sums));

    /// <summary>Groups [start, end), backward where there are sums; <c>outer</c> is the output or its gradient.</summary>
    private readonly struct Pass<TInput>(MemoryPool memory, ActivationGroups groups, TInput input, float* outer, GradientSums? sums) : ILaneKernel
        where TInput : struct, IFireInput<TInput>
    {
        private const int BlockGroups = 64;

        public void Run<TLanes>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
        {
            if (groups.Channels % GroupCursor.GroupLength == 0)
            {
                Walk<TLanes, WholeRows>(start, end);
            }
            else
            {
                Walk<TLanes, RaggedRows>(start, end);
            }
        }

        private void Walk<TLanes, TRows>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
            where TRows : struct, IRows
        {
            if (sums is null)
            {
                for (int t = 0; t < groups.Steps; t++)
                {
                    Forward<TLanes, TRows>(input.AtStep(t), outer + (t * groups.StepElements), groups.At(start, rowBytes: 0), (int)(end - start));
                }

                return;
            }

            MemoryBlock scratch = memory.Rent(sums.ScratchBytes);
            GradientSums.Part part = sums.Begin(start, scratch.Floats);
            TInput summed = input.WithSums(scratch.Floats);
            for (long block = start; block < end; block += BlockGroups)
            {
                int length = (int)Math.Min(BlockGroups, end - block);
                part.Expect(length);
                for (int t = groups.Steps - 1; t >= 0; t--)
                {
                    Backward<TLanes, TRows>(summed.AtStep(t), outer + (t * groups.StepElements), groups.At(block, rowBytes: 0), length);
                }
            }

            part.End();
            memory.Return(scratch);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Forward<TLanes, TRows>(TInput step, float* output, GroupCursor cursor, int count)
            where TLanes : struct, ILanes<TLanes>
            where TRows : struct, IRows
        {
            for (int group = 0; group < count; group++)
            {
                int length = TRows.Length(cursor);
                for (int i = 0; i < length; i += TLanes.Count)
                {
                    int lanes = TRows.Lanes(TLanes.Count, length - i);
                    PartialVector.Store(TLanes.Max(step.Current<TLanes>(cursor.At(i), lanes), TLanes.Create(0)), output + cursor.Element + i, lanes);
                }

                cursor.MoveToNext(length);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Backward<TLanes, TRows>(TInput step, float* outputGradient, GroupCursor cursor, int count)
            where TLanes : struct, ILanes<TLanes>
            where TRows : struct, IRows
        {
            TLanes zero = TLanes.Create(0);
            for (int group = 0; group < count; group++)
            {
                int length = TRows.Length(cursor);
                for (int i = 0; i < length; i += TLanes.Count)
                {
                    int lanes = TRows.Lanes(TLanes.Count, length - i);
                    TLanes mask = TLanes.MoreThan(step.Current<TLanes>(cursor.At(i), lanes), zero);
                    TLanes gradient = PartialVector.Load<TLanes>(outputGradient + cursor.Element + i, lanes);
                    step.Give(cursor.At(i), lanes, TLanes.Select(mask, gradient, zero));
                }

                cursor.MoveToNext(length);
            }
        }
    }
}
