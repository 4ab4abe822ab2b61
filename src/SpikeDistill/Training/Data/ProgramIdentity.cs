using System.Reflection;
using SpikeDistill.Data;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>What tells one build of the library from another.</summary>
internal static class ProgramIdentity
{
    /// <summary>Its version.</summary>
    public static string Version { get; }
        = typeof(ProgramIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>What its assemblies were compiled to.</summary>
    public static IReadOnlyList<Guid> Modules { get; }
        = [.. new[] { typeof(Engine), typeof(ExperimentData), typeof(ImageView) }.Select(type => type.Module.ModuleVersionId)];

    /// <summary>Its version, and what its assemblies were compiled to.</summary>
    public static string Text { get; } = $"{Version} ({string.Join(' ', Modules.Select(id => id.ToString("N")[..8]))})";
}
