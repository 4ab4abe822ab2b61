using SpikeDistill.Catalogs;
using SpikeDistill.Distillation;
using SpikeDistill.Options;
using SpikeDistill.Recipes;

namespace SpikeDistill.Tests.Distillation;

/// <summary>Objectives of methods by name, with the options that tests turn, and terms as recipes write them.</summary>
internal static class Made
{
    public static ObjectiveSettings By(
        string method, string preset = MethodPresets.PublicCode, double? alpha = null, double? lambda = null, double? temperature = null,
        double? labelSmoothing = null)
        => Methods.Find(method).Objective(
            o => o.WithGiven(MethodOptions.Alpha, alpha)
                .WithGiven(MethodOptions.Lambda, lambda)
                .WithGiven(MethodOptions.Temperature, temperature)
                .WithGiven(MethodOptions.LabelSmoothing, labelSmoothing),
            preset);

    /// <summary>A term of a recipe, such as <c>{term: attention, stages: last}</c>; JSON is one too.</summary>
    public static Term Term(string recipe)
        => Assert.Single(new ObjectiveKind(Catalog.Default).Read(YamlReader.Read($"{{terms: [{recipe}]}}", "", _ => ""), "objective").Terms);
}
