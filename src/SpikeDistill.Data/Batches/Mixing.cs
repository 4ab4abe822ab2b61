using System.Text.Json.Serialization;
using SpikeDistill.Tensors;

namespace SpikeDistill.Data;

/// <summary>
/// Mixup (Zhang et al., ICLR 2018) and CutMix (Yun et al., ICCV 2019) as timm mixes a batch: the first image with the last, the second with
/// the last but one, all with one share λ ~ Beta(α, α), by blending or by exchanging a rectangle; labels are shared alike. Which of the two,
/// λ and the rectangle follow from seed, epoch and batch.
/// </summary>
public sealed record Mixing
{
    private static readonly ulong Stream = CounterRandom.Stream("mixing of images");

    /// <summary>α of mixup; 0 for none.</summary>
    public double Mixup { get; init; }

    /// <summary>α of CutMix; 0 for none.</summary>
    [JsonPropertyName("cutmix")]
    public double CutMix { get; init; }

    /// <summary>How often a batch is mixed, 0 to 1.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>How often it is CutMix where there are both, 0 to 1.</summary>
    [JsonPropertyName("cutmix_share")]
    public double CutMixShare { get; init; } = 0.5;

    /// <summary>The last epoch that mixes; null for all.</summary>
    public int? UntilEpoch { get; init; }

    /// <summary>Refuses what mixes nothing, and values that cannot be.</summary>
    /// <exception cref="ArgumentException">Both α are 0, one is negative, a share is not one, or the last epoch is not positive.</exception>
    public void Check()
    {
        if (!(Mixup >= 0 && CutMix >= 0 && double.IsFinite(Mixup + CutMix) && Mixup + CutMix > 0))
        {
            throw new ArgumentException($"Mixing needs a positive 'mixup' or 'cutmix' and none that is negative, not {Mixup} and {CutMix}.");
        }

        if (Probability is not (>= 0 and <= 1) || CutMixShare is not (>= 0 and <= 1) || UntilEpoch < 1)
        {
            throw new ArgumentException("The 'probability' and 'cutmix_share' of mixing lie between 0 and 1, and 'until_epoch' is at least 1.");
        }
    }

    /// <summary>How a batch is mixed; null where it is not.</summary>
    internal BatchMix? Draw(long seed, long epoch, int batch, ImageShape shape)
    {
        if (epoch > UntilEpoch)
        {
            return null;
        }

        CounterRandom random = new(seed, Stream, epoch, batch);
        bool happens = random.NextBool((float)Probability), cut = random.NextBool((float)CutMixShare);
        if (!happens)
        {
            return null;
        }

        cut = CutMix > 0 && (Mixup == 0 || cut);
        double share = BetaDraw.Next(cut ? CutMix : Mixup, ref random);
        return cut ? BatchMix.Cut(share, random.NextInt(shape.Height), random.NextInt(shape.Width), shape) : new BatchMix((float)share, null);
    }
}
