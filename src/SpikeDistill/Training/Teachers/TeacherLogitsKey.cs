using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Training;

/// <summary>
/// Everything that decides a teacher's logits but the epoch and the sample: teacher, images, augmentation, the seed where there is
/// augmentation, the batch size (kernels are chosen by shape), the SIMD level and the code itself.
/// </summary>
internal sealed record TeacherLogitsKey
{
    /// <summary>Letters of <see cref="Name"/>.</summary>
    public const int NameLength = 32;

    private TeacherLogitsKey(string text, bool everyEpochAlike)
    {
        Text = text;
        EveryEpochAlike = everyEpochAlike;
        Name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..NameLength];
    }

    /// <summary>The key written out.</summary>
    public string Text { get; }

    /// <summary>What the names of its files begin with.</summary>
    public string Name { get; }

    /// <summary>Whether views are the same in every epoch.</summary>
    public bool EveryEpochAlike { get; }

    public static TeacherLogitsKey Of(Network teacher, string fingerprint, ExperimentData data, ExperimentSettings run, int partSize)
    {
        bool alike = run.Data is { Augmentation.Count: 0, Mixing: null };
        string text = JsonSerializer.Serialize(
            new
            {
                Teacher = fingerprint,
                Function = TeacherFunction.Of(teacher, data.Source.Normalization),
                Views = data.TrainingViews,
                Seed = alike ? null : (long?)run.Seed,
                run.Training.BatchSize,
                PartSize = partSize,
                run.Objective.NeedsTeacherSteps,
                Simd = Simd.Current.ToString(),
                Code = string.Join(' ', ProgramIdentity.Modules),
            },
            Json.Line);
        return new TeacherLogitsKey(text, alike);
    }

    /// <summary>The epoch's entry in a cache, from 1; 0 for the one that serves all.</summary>
    public int EntryOf(int epoch) => EveryEpochAlike ? 0 : epoch;
}
