namespace SpikeDistill.Cli.Tests;

/// <summary>Recipes that train in a moment.</summary>
internal static class TinyRecipes
{
    public const string Teacher = """
        name: tiny-teacher
        data: {set: synthetic, train_images: 64, test_images: 40}
        network: {architecture: resnet, blocks: [1], width: 4, stem_stride: 4, activation: relu}
        training: {epochs: 1, batch_size: 16}
        """;

    /// <summary>A student of <c>teacher.yaml</c> that teaches in its turn.</summary>
    public const string Assistant = """
        name: tiny-assistant
        data: {set: synthetic, train_images: 64, test_images: 40}
        network: {architecture: resnet, blocks: [1], width: 4, stem_stride: 4, timesteps: 2}
        objective: {method: vanilla_kd}
        teacher: {recipe: teacher.yaml}
        training: {epochs: 1, batch_size: 16}
        """;

    public const string Student = """
        name: tiny-student
        data: {set: synthetic, train_images: 64, test_images: 40}
        network: {architecture: resnet, blocks: [1], width: 4, stem_stride: 4, timesteps: 2}
        neuron: {decay_input: false}
        objective: {method: tser}
        teacher: {recipe: teacher.yaml}
        training: {epochs: 2, batch_size: 16}
        """;
}
