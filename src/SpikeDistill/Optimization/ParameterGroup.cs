using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Optimization;

/// <summary>Parameters that are learned differently from the rest: all that have the role and the prefix, where these are given.</summary>
public sealed record ParameterGroup
{
    /// <summary>What the parameters do; null for any role.</summary>
    public ParameterRole? Role { get; init; }

    /// <summary>What their names begin with, such as <c>fc.</c>; null for any name.</summary>
    public string? Prefix { get; init; }

    /// <summary>Multiplies the learning rate.</summary>
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>Their weight decay; null for what they would have without the group.</summary>
    public double? WeightDecay { get; init; }

    /// <summary>Whether a parameter belongs to the group.</summary>
    public bool Fits(string name, ParameterRole role)
        => (Role is null || Role == role) && (Prefix is null || name.StartsWith(Prefix, StringComparison.Ordinal));

    private string Described
        => string.Join(" and ", new[] { Role is { } role ? $"role {role}" : null, Prefix is null ? null : $"prefix '{Prefix}'" }.OfType<string>());

    /// <summary>Refuses a group that fits no parameter, which is a mistake in its name or role.</summary>
    /// <exception cref="ArgumentException">It fits none.</exception>
    public void RequireFit(IEnumerable<(string Name, ParameterRole Role)> parameters)
    {
        (string Name, ParameterRole Role)[] all = [.. parameters];
        if (!Array.Exists(all, parameter => Fits(parameter.Name, parameter.Role)))
        {
            string names = string.Join(", ", all.Take(5).Select(parameter => parameter.Name));
            throw new ArgumentException(
                $"the parameter group with {Described} fits no parameter of the network; they are called {names}, ..., {all[^1].Name}.");
        }
    }
}
