using SpikeDistill.Data;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>What tells one build of the library from another.</summary>
internal static class ProgramIdentity
{
    /// <summary>Its version, and what its assemblies were compiled to.</summary>
    public static string Text { get; }
        = $"{RunEnvironment.OwnVersion} ({string.Join(' ', new[] { typeof(Engine), typeof(ExperimentData), typeof(ImageView) }
            .Select(type => type.Module.ModuleVersionId.ToString("N")[..8]))})";
}
