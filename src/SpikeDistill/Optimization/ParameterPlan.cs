using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Optimization;

/// <summary>How one parameter is learned, after the groups.</summary>
/// <param name="RateFactor">Multiplies the learning rate.</param>
/// <param name="Decay">Weight decay.</param>
internal readonly record struct ParameterPlan(double RateFactor, double Decay)
{
    /// <summary>The plan of every parameter, in their order.</summary>
    /// <exception cref="ArgumentException">A group that fits no parameter.</exception>
    public static ParameterPlan[] For(IReadOnlyList<Parameter> parameters, DecayAndGroups decay)
    {
        foreach (ParameterGroup group in decay.Groups)
        {
            group.RequireFit(parameters.Select(parameter => (parameter.Name, parameter.Role)));
        }

        return [.. parameters.Select(parameter =>
        {
            ParameterGroup? group = decay.Groups.FirstOrDefault(group => group.Fits(parameter.Name, parameter.Role));
            return new ParameterPlan(group?.LearningRateFactor ?? 1, group?.WeightDecay ?? (Decays(parameter.Role) ? decay.WeightDecay : 0));
        })];

        bool Decays(ParameterRole role) => role switch
        {
            ParameterRole.Weight => true,
            ParameterRole.Neuron => false,
            _ => decay.DecayNormAndBias,
        };
    }
}
