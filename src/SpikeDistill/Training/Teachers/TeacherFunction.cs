using System.Text.Json;
using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Options;

namespace SpikeDistill.Training;

/// <summary>What a teacher computes with its weights: the same tensors mean something else at another stride, or with other neurons.</summary>
/// <param name="Network">The network as it is written.</param>
/// <param name="Neuron">Its neurons as they are written; null for an ANN.</param>
/// <param name="Constants">The constants it sees images with, where they are not those of the run's images.</param>
internal sealed record TeacherFunction(JsonElement Network, JsonElement? Neuron, string? Constants = null)
{
    /// <param name="teacher">The teacher.</param>
    /// <param name="images">The constants of the run's images.</param>
    public static TeacherFunction Of(Network teacher, PixelNormalization images)
        => new(
            JsonSerializer.SerializeToElement(teacher.Settings, Json.Line),
            teacher.Settings.IsAnn ? null : JsonSerializer.SerializeToElement(teacher.Neuron, Json.Line),
            ConstantsOf(teacher, images));

    /// <summary>Compared as this version writes them, so that settings a later version adds do not tell them apart.</summary>
    public bool IsThatOf(Network teacher, PixelNormalization images, Catalog catalog)
    {
        bool spiking = !teacher.Settings.IsAnn;
        try
        {
            return Constants == ConstantsOf(teacher, images)
                && Text(WrittenNetwork.Read(Network.GetRawText(), null, "", catalog)) == Text(teacher.Settings)
                && Neuron.HasValue == spiking
                && (!spiking || Text(WrittenNeuron.Read(Neuron!.Value.GetRawText(), "", catalog)) == Text(teacher.Neuron));
        }
        catch (RecipeException)
        {
            return false;
        }
    }

    private static string? ConstantsOf(Network teacher, PixelNormalization images) => ImagesShown.OwnConstants(teacher, images)?.ToString();

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Json.Line);
}
