using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Training;

/// <summary>What a teacher computes with its weights: the same tensors mean something else at another stride, or with other neurons.</summary>
/// <param name="Network">The network.</param>
/// <param name="Neuron">Its neurons as they are written; null for an ANN.</param>
internal sealed record TeacherFunction(NetworkSettings Network, JsonElement? Neuron)
{
    public static TeacherFunction Of(Network teacher)
        => new(teacher.Settings, teacher.Settings.Activation == ActivationKind.Relu ? null : JsonSerializer.SerializeToElement(teacher.Neuron, Json.Line));

    /// <summary>Compared as this version writes them, so that settings a later version adds do not tell them apart.</summary>
    public bool IsThatOf(Network teacher, Catalog catalog)
        => JsonSerializer.Serialize(Network, Json.Line) == JsonSerializer.Serialize(teacher.Settings, Json.Line)
            && (teacher.Settings.Activation == ActivationKind.Relu
                ? Neuron is null
                : Neuron is { } written && IsNeuron(written.GetRawText(), teacher.Neuron, catalog));

    private static bool IsNeuron(string written, Neuron neuron, Catalog catalog)
    {
        try
        {
            return JsonSerializer.Serialize(WrittenNeuron.Read(written, "", catalog), Json.Line) == JsonSerializer.Serialize(neuron, Json.Line);
        }
        catch (RecipeException)
        {
            return false;
        }
    }
}
