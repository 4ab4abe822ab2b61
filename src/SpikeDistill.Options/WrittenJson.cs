using System.Text.Json;
using System.Text.Json.Serialization;

namespace SpikeDistill.Options;

/// <summary>A record that one of several types can be, as a recipe writes it: its name and its options.</summary>
internal interface IWritten
{
    RecipeNode Written { get; }
}

/// <summary>Writes such records as JSON. They are read through a catalog, which knows the names, and so not here.</summary>
internal sealed class WrittenJson<T> : JsonConverter<T>
    where T : IWritten
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        => throw new NotSupportedException($"A {typeToConvert.Name} is read from a recipe, whose catalog knows its name.");

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonNodes.Write(writer, value.Written);
}
