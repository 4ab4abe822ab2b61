using System.Text.Json;
using System.Text.Json.Serialization;

namespace SpikeDistill.Data;

/// <summary>The constants in JSON: <c>{"mean": [0.5], "deviation": [0.25]}</c>.</summary>
internal sealed class PixelNormalizationConverter : JsonConverter<PixelNormalization>
{
    public override PixelNormalization? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Constants? read = JsonSerializer.Deserialize<Constants>(ref reader);
        try
        {
            return new PixelNormalization(read?.Mean, read?.Deviation);
        }
        catch (ArgumentException failure)
        {
            throw new JsonException(failure.Message, failure);
        }
    }

    public override void Write(Utf8JsonWriter writer, PixelNormalization value, JsonSerializerOptions options)
        => JsonSerializer.Serialize(writer, new Constants { Mean = [.. value.Mean], Deviation = [.. value.Deviation] });

    private sealed class Constants
    {
        [JsonPropertyName("mean")]
        public float[]? Mean { get; init; }

        [JsonPropertyName("deviation")]
        public float[]? Deviation { get; init; }
    }
}
