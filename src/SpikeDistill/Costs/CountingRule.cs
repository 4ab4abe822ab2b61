namespace SpikeDistill.Costs;

/// <summary>How operations are counted. Published figures differ by the rule alone, so a result names the one it used.</summary>
public enum CountingRule
{
    /// <summary>
    /// The public counter syops, the rule behind TSER's Table 4. A layer whose input is spikes accumulates: its operations
    /// with padding and bias, times the input's firing rate. Every other layer multiplies and accumulates, the first at every
    /// step (unless the published code runs it once) and what follows an average pool or reads sums of spikes too. Normalization
    /// counts 2 an element, pools 1 an input, neurons 1 an element (AC), the rectifier of an ANN 1 an element (MAC).
    /// </summary>
    Syops,

    /// <summary>
    /// As <see cref="Syops"/>, but a layer that reads sums of spikes, such as a SEW block's ADD makes them, accumulates: its
    /// operations times the sums' mean.
    /// </summary>
    Integers,

    /// <summary>
    /// Most papers' formula: normalization and bias are folded, pools and neurons free. Only the first convolution is MAC, once,
    /// because every step sees the same image; all other weights are AC times the rate of the spikes they come from.
    /// </summary>
    Folded,

    /// <summary>
    /// Spikes times fan-out, after SpikingJelly's counters: padding is not counted, spikes are taken as evenly spread over an
    /// image. MAC, with padding and without bias, where the input is no spike; normalization 1 an element; pools and neurons free.
    /// </summary>
    Fanout,
}
