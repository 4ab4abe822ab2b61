using SpikeDistill.Options;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;

namespace SpikeDistill.Distillation;

/// <summary>
/// BKDSNN's features (Xu et al., ECCV 2024): ‖G(B ⊙ F_stu) - F_tea‖² for an image, F_stu averaged over time and aligned by a learned 1x1
/// convolution where channels differ. The blurred matrix B is 0 with a given probability and else 1, drawn for each image and channel
/// (or each image and location) and never rescaled; G restores with two learned 3x3 convolutions and a ReLU between them. Scaled to the
/// number of elements (<see cref="ElementCount"/>). Of a teacher that gives one vector, as a vision transformer does before its
/// classifier, the mean over the restored map is compared with it, summed over its channels: BKDSNN's form for transformers.
/// </summary>
public sealed record BlurredFeatureTerm : FeatureTerm
{
    private static readonly ulong Purpose = CounterRandom.Stream("blurred matrix");

    /// <summary>What recipes can say of it.</summary>
    public static Entry<Term> Entry { get; } = Entry<Term>.Of(
        "blurred_feature",
        "squared distance of features that are blurred and restored, summed over an image",
        OptionsOf(() => new BlurredFeatureTerm())
            .Key("mask_rate", MaskRateKind, t => t.MaskRate, (t, v) => t with { MaskRate = v }, "The probability that the blurred matrix is 0.")
            .Key(
                "mask_per_location",
                Kinds.Flag,
                t => t.MaskPerLocation,
                (t, v) => t with { MaskPerLocation = v },
                "Whether it is drawn for each location, and not for each channel."));

    /// <summary>What the probability can be, for methods that have it as an option of theirs too.</summary>
    internal static Kind<double> MaskRateKind => Kinds.ShareBelowOne;

    /// <summary>The probability that B is 0.</summary>
    public double MaskRate { get; init; } = 0.15;

    /// <summary>Whether B is drawn for each location, the same for all channels, and not for each channel, the same for all locations.</summary>
    public bool MaskPerLocation { get; init; }

    /// <inheritdoc/>
    public override int MapsHeld => 14;

    /// <inheritdoc/>
    protected override Entry<Term> Declared => Entry;

    /// <inheritdoc/>
    protected override FeatureComparison Compare(IReadOnlyList<StagePair> stages, TermContext context)
    {
        Alignment?[] alignments = [.. stages.Select(pair => Alignment.WhereNeeded(context, $"align{pair.StudentIndex + 1}", pair))];
        (Alignment First, Alignment Second)[] restorations = [.. stages.Select(pair => (Restoring(pair, 0), Restoring(pair, 2)))];
        return (tape, pair, student, teacher, draw) =>
        {
            bool pools = stages[pair].Teacher.IsVector;
            (student, teacher) = pools ? (student, teacher) : ToSmaller(tape, student, teacher);
            Tensor aligned = alignments[pair]?.Apply(tape, student) ?? student;
            Tensor blurred = tape.Multiply(aligned, BlurredMatrix(tape, aligned.Shape, stages[pair].StudentIndex, draw));
            (Alignment first, Alignment second) = restorations[pair];
            Tensor restored = second.Apply(tape, tape.Relu(first.Apply(tape, blurred)));
            return pools
                ? tape.Scale(tape.Mean(tape.Square(tape.Subtract(tape.AdaptiveAveragePool(restored, 1, 1), teacher))), teacher.Shape[^1])
                : ElementCount.Distance(tape, restored, teacher, stages[pair]);
        };

        Alignment Restoring(StagePair pair, int place)
            => new(context, $"restore{pair.StudentIndex + 1}.{place}", pair.Teacher.Channels, pair.Teacher.Channels, kernel: 3);
    }

    /// <summary>B for features [N, H, W, C].</summary>
    internal Tensor BlurredMatrix(Tape tape, Shape shape, int stage, BatchDraw draw)
    {
        float rate = (float)MaskRate;
        int channels = shape[3], locations = shape[1] * shape[2];
        Tensor matrix = tape.Allocate(shape);
        float[] drawn = new float[MaskPerLocation ? locations : channels];
        for (int n = 0; n < shape[0]; n++)
        {
            CounterRandom random = draw.ForSample(Purpose + (ulong)stage, n);
            foreach (ref float value in drawn.AsSpan())
            {
                value = random.NextSingle() < rate ? 0 : 1;
            }

            for (int location = 0; location < locations; location++)
            {
                Span<float> row = matrix.Values.Slice(((n * locations) + location) * channels, channels);
                if (MaskPerLocation)
                {
                    row.Fill(drawn[location]);
                }
                else
                {
                    drawn.CopyTo(row);
                }
            }
        }

        return matrix;
    }
}
