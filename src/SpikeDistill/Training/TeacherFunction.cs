using System.Text.Json;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;

namespace SpikeDistill.Training;

/// <summary>What a teacher computes with its weights: the same tensors mean something else at another stride, or with other neurons.</summary>
/// <param name="Network">The network.</param>
/// <param name="Neuron">Its neurons; null for an ANN.</param>
internal sealed record TeacherFunction(NetworkSettings Network, NeuronSettings? Neuron)
{
    public static TeacherFunction Of(Network teacher) => new(teacher.Settings, teacher.Settings.Activation == ActivationKind.Relu ? null : teacher.Neuron);

    /// <summary>Compared as this version writes them, so that settings a later version adds do not tell them apart.</summary>
    public bool IsThatOf(Network teacher) => JsonSerializer.Serialize(this, Json.Line) == JsonSerializer.Serialize(Of(teacher), Json.Line);
}
