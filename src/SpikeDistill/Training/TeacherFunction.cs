using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>What a teacher computes with its weights: the same tensors mean something else at another stride, or with other neurons.</summary>
/// <param name="Network">The network as it is written.</param>
/// <param name="Neuron">Its neurons as they are written; null for an ANN.</param>
internal sealed record TeacherFunction(JsonElement Network, JsonElement? Neuron)
{
    public static TeacherFunction Of(Network teacher)
        => new(
            JsonSerializer.SerializeToElement(teacher.Settings, Json.Line),
            teacher.Settings.Activation == ActivationKind.Relu ? null : JsonSerializer.SerializeToElement(teacher.Neuron, Json.Line));

    /// <summary>Compared as this version writes them, so that settings a later version adds do not tell them apart.</summary>
    public bool IsThatOf(Network teacher, Catalog catalog)
    {
        bool spiking = teacher.Settings.Activation == ActivationKind.Spiking;
        try
        {
            return Text(WrittenNetwork.Read(Network.GetRawText(), null, "", catalog)) == Text(teacher.Settings)
                && Neuron.HasValue == spiking
                && (!spiking || Text(WrittenNeuron.Read(Neuron!.Value.GetRawText(), "", catalog)) == Text(teacher.Neuron));
        }
        catch (RecipeException)
        {
            return false;
        }
    }

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Json.Line);
}
