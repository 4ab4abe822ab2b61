using SpikeDistill.Interop.Nir;

namespace SpikeDistill.Runs;

/// <summary>
/// A layer of neurons of NIR in the form U ← U + (I − U)/μ (IF: U ← U + I), with potentials U = v/gain, so that what multiplies the current there
/// divides threshold and reset value here. I is the input, and of CubaLIF the current J ← J + I − J/μ_syn.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Constants">μ in time steps: one, or one for each channel; none for IF.</param>
/// <param name="Gain">What multiplies the current: r, of IF r·dt, and of CubaLIF r·w_in/μ_syn.</param>
/// <param name="Threshold">v_threshold.</param>
/// <param name="Reset">v_reset, and of LIF v_leak.</param>
internal sealed record NirLayer(NirNode Node, float[] Constants, double Gain, double Threshold, double Reset)
{
    /// <summary>How much numbers may differ that are meant to be equal.</summary>
    public const double Rounding = 1e-6;

    /// <summary>Whether the current is not divided by μ.</summary>
    public bool TakesWholeInput { get; init; }

    /// <summary>μ_syn of CubaLIF in time steps; 1 where the current remembers nothing.</summary>
    public float SynapticConstant { get; init; } = 1;

    /// <summary>Reads a layer.</summary>
    /// <param name="node">IF, LIF or CubaLIF.</param>
    /// <param name="shape">The axes of what it reads.</param>
    /// <param name="step">Seconds of a time step.</param>
    /// <exception cref="NirRefusal">There are no such neurons here.</exception>
    public static NirLayer Of(NirNode node, int[] shape, double step)
    {
        foreach ((string name, NirValue value) in node.Parameters)
        {
            if (value.Text is null && value.Count != 1 && !value.Shape.SequenceEqual(shape))
            {
                throw NirRefusal.Of(node, $"has '{name}' [{string.Join(", ", value.Shape)}], but reads [{string.Join(", ", shape)}].");
            }
        }

        double threshold = One(node, "v_threshold"), reset = node.Parameters.ContainsKey("v_reset") ? One(node, "v_reset") : 0;
        if (node.Type == "IF")
        {
            return Checked(new NirLayer(node, [], Whole(One(node, "r") * step), threshold, reset));
        }

        if (!Same(One(node, "v_leak"), reset))
        {
            throw NirRefusal.Of(node, $"leaks to v_leak {One(node, "v_leak")}, but is reset to {reset}; neurons leak to their reset value here.");
        }

        bool based = node.Type == "CubaLIF";
        string constant = based ? "tau_mem" : "tau";
        double[] constants = Steps(node, constant, OfChannels(node, constant, shape), step), r = OfChannels(node, "r", shape);
        double synaptic = based ? Steps(node, "tau_syn", [One(node, "tau_syn")], step)[0] : 1;
        float[] rounded = [.. constants.Select(one => MathF.Max(1, (float)Whole(one)))];
        bool whole = Enumerable.Range(0, Math.Max(r.Length, constants.Length)).All(i => Same(r[i % r.Length], constants[i % constants.Length]))
            && !constants.All(one => Same(one, 1));
        double gain = (whole ? 1 : Whole(Only(node, "r", r))) * (based ? Whole(One(node, "w_in") / synaptic) : 1);
        return Checked(new NirLayer(node, rounded, gain, threshold, reset)
        {
            TakesWholeInput = whole,
            SynapticConstant = MathF.Max(1, (float)Whole(synaptic)),
        });
    }

    /// <summary>The smallest float that a neuron fires at here, which does so above v_threshold there.</summary>
    public float FiringThreshold => MathF.BitIncrement((float)(Threshold / Gain));

    /// <summary>The reset value.</summary>
    public float ResetValue => (float)(Reset / Gain);

    public static bool Same(double one, double other) => Math.Abs(one - other) <= Rounding * Math.Max(Math.Abs(one), Math.Abs(other));

    /// <summary>The layer behind what scales its input.</summary>
    /// <exception cref="NirRefusal">There are no such neurons here.</exception>
    public NirLayer Scaled(double factor) => factor == 1 ? this : Checked(this with { Gain = Gain * factor });

    /// <summary>Time constants in time steps.</summary>
    private static double[] Steps(NirNode node, string name, double[] seconds, double step)
    {
        double[] steps = Array.ConvertAll(seconds, one => one / step);
        return Array.TrueForAll(steps, one => one >= 1 - Rounding)
            ? steps
            : throw NirRefusal.Of(
                node, FormattableString.Invariant($"has a time constant {name} of {(float)steps.Min()} time steps of {step} s; 1 and more can be."));
    }

    private static NirLayer Checked(NirLayer layer) => layer.Gain > 0 && float.IsFinite(layer.FiringThreshold)
        ? layer.FiringThreshold > layer.ResetValue && layer.FiringThreshold > 0
            ? layer
            : throw NirRefusal.Of(
                layer.Node,
                FormattableString.Invariant($"fires above {layer.Threshold} and is reset to {layer.Reset}; thresholds lie above 0 and the reset value."))
        : throw NirRefusal.Of(layer.Node, FormattableString.Invariant($"weighs its input by {layer.Gain}, r and what scales before it; it must be above 0."));

    /// <summary>A number that was a whole one before it was multiplied by the length of a step is one again.</summary>
    private static double Whole(double number) => Same(number, Math.Round(number)) ? Math.Round(number) : number;

    /// <summary>A parameter that all neurons of a layer have in common.</summary>
    private static double One(NirNode node, string name) => Only(node, name, node.Numbers(name));

    private static double Only(NirNode node, string name, double[] values) => values.Length > 0 && Array.TrueForAll(values, value => Same(value, values[0]))
        ? values[0]
        : throw NirRefusal.Of(
            node,
            FormattableString.Invariant(
                $"has '{name}' from {values.DefaultIfEmpty().Min()} to {values.DefaultIfEmpty().Max()}; the neurons of a layer have one here."));

    /// <summary>A parameter that all neurons have in common, or those of a channel: one value, or one for each channel.</summary>
    private static double[] OfChannels(NirNode node, string name, int[] shape)
    {
        double[] values = node.Numbers(name);
        if (values.Length > 0 && Array.TrueForAll(values, value => Same(value, values[0])))
        {
            return [values[0]];
        }

        double[] first = new double[shape[0]];
        int places = values.Length / shape[0];
        for (int i = 0; i < values.Length; i++)
        {
            if (i % places == 0)
            {
                first[i / places] = values[i];
            }
            else if (!Same(values[i], first[i / places]))
            {
                throw NirRefusal.Of(node, $"has a '{name}' of its own for each neuron of a channel; a channel's neurons share one here.");
            }
        }

        return first;
    }
}
