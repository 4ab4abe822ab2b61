using System.Globalization;
using SpikeDistill.Networks.Families;
using SpikeDistill.Networks.Normalizations;
using SpikeDistill.Options;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Reporting;

/// <summary>What a run has that most have not, and that no other words of its header name.</summary>
internal static class BesideUsual
{
    /// <summary>Each as its recipe spells it, such as <c>normalization tdbn</c> or <c>mixup 0.8</c>; none of what is as usual.</summary>
    public static IReadOnlyList<string> Of(ExperimentSettings settings)
    {
        List<string> all = [];
        if (settings.Network.Normalization is not BatchNormalization)
        {
            all.Add($"normalization {((IDeclared<Normalization>)settings.Network.Normalization).Declared.Name}");
        }

        if (settings.Network.Family is ResNet { AttentionRank: > 0 and var rank })
        {
            all.Add($"attention_rank {rank}");
        }

        Add(all, "mixup", settings.Data.Mixing?.Mixup ?? 0);
        Add(all, "cutmix", settings.Data.Mixing?.CutMix ?? 0);
        Add(all, "ema_decay", settings.Training.EmaDecay ?? 0);
        return all;
    }

    private static void Add(List<string> all, string key, double value)
    {
        if (value > 0)
        {
            all.Add(string.Create(CultureInfo.InvariantCulture, $"{key} {value}"));
        }
    }
}
