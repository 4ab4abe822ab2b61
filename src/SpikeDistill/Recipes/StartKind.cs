using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Recipes;

/// <summary>Where a student's weights come from: the teacher, or a path, made absolute from the place it is written at; may be missing.</summary>
internal sealed class StartKind : Kind<string?>
{
    public override string Expected => $"a path, or {InitialWeights.OfTeacher}";

    internal override string? Read(RecipeNode node, string path)
        => node is ScalarNode { Text: InitialWeights.OfTeacher } ? InitialWeights.OfTeacher : Kinds.Path.Read(node, path);

    internal override RecipeNode? Write(string? value) => Kinds.Path.Write(value);
}
