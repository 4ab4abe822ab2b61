using System.Runtime.CompilerServices;
using SpikeDistill.Tensors.Kernels.Activations;
using SpikeDistill.Tensors.Lanes;
using SpikeDistill.Tensors.Memory;

namespace SpikeDistill.Tensors.Kernels.Fusion;

/// <summary>The rectifier over any input: y = max(I, 0), and gradients pass where I &gt; 0. I is recomputed for that, so the output is not kept.</summary>
internal sealed unsafe class ReluKernel(Engine engine, ActivationGroups groups) : IActivationKernel
{
    public Tensor[] Parameters => [];

    public int ParameterSums => 0;

    public bool ReadsOutput => false;

    public bool OverwritesInput => true;

    public bool TakesChunks => false;

    public Tensor AllocateOutput(Tape tape, Shape shape) => tape.Allocate(shape);

    public Saved[] SaveParameters(Tape tape) => [];

    public void Forward<TInput>(TInput input, Tensor output)
        where TInput : struct, IFireInput<TInput>
        => Run(input, output.Floats, rest: null, sums: null);

    public IOutputChunks Chunks<TInput>(TInput input, Tensor output)
        where TInput : struct, IChunkInput<TInput>
        => throw new NotSupportedException("The rectifier is written over its input, which has to be there as a whole.");

    public void Backward<TInput>(TInput input, Tensor? output, Tensor dy, Tensor? rest, GradientSums sums)
        where TInput : struct, IFireInput<TInput>
        => Run(input, dy.Floats, rest is null ? null : rest.Floats, sums);

    public void GiveParameters(Tape tape, GradientSums sums, int first, Gradients gradients)
    {
    }

    private void Run<TInput>(TInput input, float* outer, float* rest, GradientSums? sums)
        where TInput : struct, IFireInput<TInput>
        => engine.Workers.ForRange(groups.Count, groups.Grain, new Pass<TInput>(engine.Memory, groups, input, outer, rest, sums));

    /// <summary>Groups [start, end), backward where there are sums; <c>outer</c> is the output or its gradient, to which the rest is added.</summary>
    private readonly struct Pass<TInput>(MemoryPool memory, ActivationGroups groups, TInput input, float* outer, float* rest, GradientSums? sums)
        : ILaneKernel, IRowsWalk
        where TInput : struct, IFireInput<TInput>
    {
        private const int BlockGroups = 64;

        public void Run<TLanes>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
            => RowsDispatch.Run<TLanes, Pass<TInput>>(groups.Channels, this, start, end);

        public void Run<TLanes, TRows>(long start, long end)
            where TLanes : struct, ILanes<TLanes>
            where TRows : struct, IRows
        {
            if (sums is null)
            {
                Forward<TLanes, TRows>(input, groups, outer, groups.At(start), (int)(end - start));
                return;
            }

            MemoryBlock scratch = memory.Rent(sums.ScratchBytes);
            GradientSums.Part part = sums.Begin(start, scratch.Floats);
            TInput summed = input.WithSums(scratch.Floats);
            for (long block = start; block < end; block += BlockGroups)
            {
                int length = (int)Math.Min(BlockGroups, end - block);
                part.Expect(length);
                Backward<TLanes, TRows>(summed, groups, new OutputGradient(outer, rest), groups.At(block), length);
            }

            part.End();
            memory.Return(scratch);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Forward<TLanes, TRows>(TInput input, ActivationGroups groups, float* output, GroupCursor cursor, int count)
            where TLanes : struct, ILanes<TLanes>
            where TRows : struct, IRows
        {
            int steps = groups.Steps;
            long stepElements = groups.StepElements, stepBytes = cursor.StepBytes;
            for (int group = 0; group < count; group++)
            {
                int length = TRows.Length(cursor);
                for (int i = 0; i < length; i += TLanes.Count)
                {
                    int lanes = TRows.Lanes(TLanes.Count, length - i);
                    Place first = cursor.At(i), at = first;
                    InputVectors<TLanes> vectors = input.Vectors<TLanes>(first.Channel);
                    for (int t = 0; t < steps; t++)
                    {
                        TLanes current = input.Current(at, input.Source(at, first, t), lanes, vectors);
                        PartialVector.Store(TLanes.Max(current, TLanes.Create(0)), output + at.Element, lanes);
                        at = at.Moved(stepElements, stepBytes);
                    }
                }

                cursor.MoveToNext(length);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Backward<TLanes, TRows>(TInput input, ActivationGroups groups, OutputGradient outputGradient, GroupCursor cursor, int count)
            where TLanes : struct, ILanes<TLanes>
            where TRows : struct, IRows
        {
            int steps = groups.Steps;
            long stepElements = groups.StepElements, stepBytes = cursor.StepBytes;
            TLanes zero = TLanes.Create(0);
            for (int group = 0; group < count; group++)
            {
                int length = TRows.Length(cursor);
                for (int i = 0; i < length; i += TLanes.Count)
                {
                    int lanes = TRows.Lanes(TLanes.Count, length - i);
                    Place first = cursor.At(i), at = first;
                    InputVectors<TLanes> vectors = input.Vectors<TLanes>(first.Channel);
                    GradientTerms<TLanes> terms = new(zero);
                    for (int t = 0; t < steps; t++)
                    {
                        Place source = input.Source(at, first, t);
                        TLanes mask = TLanes.MoreThan(input.Current(at, source, lanes, vectors), zero);
                        TLanes gradient = outputGradient.Load<TLanes>(at.Element, lanes);
                        input.Give(source, lanes, TLanes.Select(mask, gradient, zero), vectors, ref terms);
                        at = at.Moved(stepElements, stepBytes);
                    }

                    input.Finish(first, lanes, vectors, terms);
                }

                cursor.MoveToNext(length);
            }
        }
    }
}
