using SpikeDistill.Tensors.Kernels.Elementwise;
using SpikeDistill.Tensors.Lanes;

namespace SpikeDistill.Tensors.Operations;

/// <summary>One step of leaky neurons that a spike resets to 0, for those whose steps cannot be walked at once.</summary>
public static class LeakAndChargeOperation
{
    /// <summary>V = decay · U · (1 − S) + I. dU = decay · dV · (1 − S), dS = −decay · dV · U unless the reset is detached, dI = dV.</summary>
    /// <param name="tape">The pass.</param>
    /// <param name="membrane">U, the potential of the step before, Float32.</param>
    /// <param name="spikes">S, the spikes of the step before, in any storage; null where none fired.</param>
    /// <param name="input">I, Float32.</param>
    /// <param name="decay">What a step leaves of a potential.</param>
    /// <param name="detachReset">Whether the reset takes its spikes for constants.</param>
    /// <returns>V, Float32.</returns>
    /// <exception cref="TensorException">The shapes differ.</exception>
    public static Tensor LeakAndCharge(this Tape tape, Tensor membrane, Tensor? spikes, Tensor input, float decay, bool detachReset = false)
    {
        const string Operation = "LeakAndCharge";
        Check.SameShape(Operation, membrane, input);
        if (spikes is not null) Check.SameShape(Operation, membrane, spikes);
        Tensor y = tape.Allocate(input.Shape), kept = membrane;
        if (spikes is not null)
        {
            MixedMap.Run(tape.Engine.Workers, new Reset(1), membrane, spikes, y);
            kept = y;
        }

        ElementwiseMap.Run(tape.Engine.Workers, new Leak(decay), kept, input, y);
        bool toSpikes = spikes is not null && !detachReset && Gradients.Wants(spikes);
        Saved? potential = toSpikes ? tape.Save(membrane) : null, fired = spikes is not null && Gradients.Wants(membrane) ? tape.Save(spikes) : null;
        Tensor[] inputs = [membrane, input, .. toSpikes ? [spikes!] : (Tensor[])[]];
        return tape.Record(Operation, y, inputs, [.. new[] { potential, fired }.OfType<Saved>()], (dy, gradients) =>
        {
            gradients.Add(input, dy);
            if (potential is not null)
            {
                Tensor ds = tape.Allocate(dy.Shape);
                ElementwiseMap.Run(tape.Engine.Workers, new Scaled(-decay), dy, potential.Value, ds);
                gradients.Give(spikes!, ds);
            }

            if (Gradients.Wants(membrane))
            {
                Tensor du = tape.Allocate(dy.Shape);
                if (fired is null) ElementwiseMap.Run(tape.Engine.Workers, new Line(decay), dy, du);
                else MixedMap.Run(tape.Engine.Workers, new Reset(decay), dy, fired.Value, du);
                gradients.Give(membrane, du);
            }
        });
    }

    /// <summary>factor · x · (1 − spike).</summary>
    private readonly struct Reset(float factor) : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes spike)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Create(factor) * x * (TLanes.Create(1) - spike);
    }

    /// <summary>decay · x + input, rounded once where the processor can.</summary>
    private readonly struct Leak(float decay) : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes input)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.MultiplyAdd(TLanes.Create(decay), x, input);
    }

    /// <summary>factor · x · y.</summary>
    private readonly struct Scaled(float factor) : IBinaryOperator
    {
        public TLanes Apply<TLanes>(TLanes x, TLanes y)
            where TLanes : struct, ILanes<TLanes>
            => TLanes.Create(factor) * x * y;
    }
}
