namespace SpikeDistill.Options;

/// <summary>A recipe, or a value given with --set, that cannot be used. The message names the place, what is wrong and what is possible.</summary>
internal sealed class RecipeException(string message) : Exception(message);
