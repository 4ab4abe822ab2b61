using System.Globalization;
using SpikeDistill.Portable;

namespace SpikeDistill.Exporting;

/// <content>What moves values, and what walks the steps.</content>
internal sealed partial class TorchTarget
{
    public override PortableValue Mean(PortableValue x, bool keep, params int[] axes)
        => Let($"{x.Name}.mean(({Numbers(axes)},), keepdim={(keep ? "True" : "False")})");

    public override PortableValue Sum(PortableValue x, int axis) => Let($"{x.Name}.sum({Numbers(axis)})");

    public override PortableValue Reshape(PortableValue x, params int[] axes) => Let($"{x.Name}.reshape({Numbers(axes)})");

    public override PortableValue Permute(PortableValue x, params int[] axes) => Let($"{x.Name}.permute({Numbers(axes)})");

    public override PortableValue Slice(PortableValue x, int axis, int start, int length) => Let($"{x.Name}.narrow({Numbers(axis, start, length)})");

    public override PortableValue Select(PortableValue x, int axis, int index) => Let($"{x.Name}.select({Numbers(axis, index)})");

    public override PortableValue Concatenate(int axis, params PortableValue[] values)
        => Let($"torch.cat(({string.Join(", ", values.Select(value => value.Name))}), {Numbers(axis)})");

    public override PortableValue Pad(PortableValue x, int rank, int axis, int count)
        => Let($"F.pad({x.Name}, ({string.Concat(Enumerable.Repeat("0, ", 2 * (rank - 1 - axis)))}0, {Numbers(count)}))");

    public override PortableValue ForEachOf(PortableValue x, PortableValue other, int rank)
        => Let($"{x.Name}.expand({other.Name}.shape[0]{string.Concat(Enumerable.Repeat(", -1", rank - 1))})");

    public override PortableValue Repeat(PortableValue x, int rank)
        => Timesteps == 1 ? x : Let($"{x.Name}.repeat({Numbers([Timesteps, .. Enumerable.Repeat(1, rank - 1)])})");

    public override PortableValue Walk(PortableValue input, PortableLayer layer)
    {
        string number = FormattableString.Invariant($"{_count++}"), spikes = "s" + number;
        string[] states = [.. layer.Neuron.States.Select((_, i) => $"{(char)('u' + i)}{number}")];
        Line($"{string.Join(", ", states)}, {spikes} = {string.Join(", ", layer.Neuron.States.Select(state => Scalar(state.Initial).Name))}, []");
        Line($"for t, i{number} in enumerate({input.Name}.chunk({Numbers(Timesteps)})):");
        string before = _indent;
        _indent += "    ";
        Dictionary<string, PortableValue> stored = new(layer.Stored, StringComparer.Ordinal);
        foreach ((string name, PortableValue value) in layer.StoredBySteps)
        {
            stored.Add(name, Let(value.Name + "[t]"));
        }

        PortableStepped step = layer.Neuron.Step(
            new PortableStep(new PortableValue(this, "i" + number), [.. states.Select(state => new PortableValue(this, state))], stored));
        Line($"{string.Join(", ", states)} = {string.Join(", ", step.States.Select(state => state.Name))}");
        Line($"{spikes}.append({step.Spikes.Name})");
        _indent = before;
        return Let($"torch.cat({spikes})");
    }

    private static string Numbers(params ReadOnlySpan<int> numbers)
    {
        string[] texts = new string[numbers.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = numbers[i].ToString(CultureInfo.InvariantCulture);
        }

        return string.Join(", ", texts);
    }
}
