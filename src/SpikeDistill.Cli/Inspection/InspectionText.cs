using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Comparisons;
using SpikeDistill.Cli.Reporting;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Distillation;
using SpikeDistill.Networks.Families;
using SpikeDistill.Options;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Inspection;

/// <summary>What <c>inspect</c> writes.</summary>
internal static class InspectionText
{
    public static IEnumerable<string> Lines(RunReport run)
    {
        ExperimentSettings settings = run.Settings;
        yield return $"run: {settings.Name}, seed {settings.Seed}, {run.FinishedEpochs} of {Format.Count(settings.Training.Epochs, "epoch")} finished";
        string? preset = MethodText.Preset(settings.Objective);
        yield return $"objective: {settings.Objective.Method}{(preset is null ? "" : $" ({settings.Objective.Preset})")}: "
            + string.Join(" + ", settings.Objective.Terms.Select(Term));
        if (preset is not null)
        {
            yield return $"preset {preset}";
        }

        if (settings.Network.Activation == ActivationKind.Spiking)
        {
            yield return "neuron: " + settings.Neuron.Words();
        }

        if (BesideUsual.Of(settings) is { Count: > 0 } beside)
        {
            yield return "also: " + string.Join(", ", beside);
        }

        yield return $"data set: {Words(settings.Data.Source)}, augmentation "
            + $"{(settings.Data.Augmentation.Count == 0 ? "none" : string.Join(", ", settings.Data.Augmentation.Select(Words)))}";
        for (int i = 0; i < settings.Training.Extensions.Count; i++)
        {
            TrainingExtension added = settings.Training.Extensions[i];
            yield return $"extended: epochs {added.After + 1} to {settings.Training.EndOf(i)} were added once the run had finished, learning rate {added}";
        }

        if (run.Start is { } start)
        {
            yield return $"began with: {start} (sha256 {start.Sha256[..16]}...)";
        }

        if (run.Last is { } last)
        {
            yield return $"epoch {last.Epoch}: train {Format.Percent(last.TrainAccuracy)} %";
        }

        if (run.Evaluated is { Evaluation: { } evaluation } evaluated)
        {
            string steps = evaluation.FiringRates.Count == 0
                ? ""
                : $", steps {Format.Steps(evaluation.StepAccuracies)} %, firing {Format.Percent(evaluation.FiringRate)} %";
            yield return $"epoch {evaluated.Epoch}: {evaluation.Split} {Format.Percent(evaluation.Accuracy)} "
                + $"% of {Format.Count(evaluation.Images)} images{steps}";
        }

        if (run.Disagreement is { } disagreement)
        {
            yield return $"warning: {disagreement}: the recipe was changed after the training, or the files are of two runs. "
                + "What was trained stands in the weights.";
        }

        if (run.Environment is { } environment)
        {
            yield return $"environment: SpikeDistill {environment.Version}, {environment.Runtime}, {environment.System}, {environment.Processor}, "
                + $"{environment.SimdBits}-bit vectors, {environment.Threads} threads, started {environment.Started:yyyy-MM-dd HH:mm} UTC";
        }
    }

    public static IEnumerable<string> Lines(string name, WrittenComparison? comparison, Func<string, string> shown)
    {
        if (comparison is null)
        {
            yield return $"comparison: {name}, begun; no run is finished yet";
            yield break;
        }

        yield return $"comparison: {name}, {Format.Count(comparison.Variants.Count, "variant")}, {Format.Count(comparison.Seeds.Count, "seed")}";
        yield return $"command: {comparison.Command}";
        foreach (WrittenTeacher teacher in comparison.Teachers)
        {
            yield return $"teacher: {teacher.Name} ({shown(teacher.Place)})";
        }

        foreach (WrittenVariant variant in comparison.Variants)
        {
            yield return $"variant {variant.Name}: {variant.Method} on {variant.DataSet}, {variant.Architecture}, width {variant.Width}, "
                + $"T {variant.Timesteps}, {Format.Count(variant.Epochs, "epoch")}; "
                + $"changes {(variant.Changes.Length > 0 ? variant.Changes : "nothing in the base")}";
        }
    }

    public static IEnumerable<string> Lines(FileReport file, string path, Catalog catalog)
    {
        string kind = file.Own is null
            ? "a safetensors file, not of SpikeDistill"
            : $"{(file.Own.FinishedEpochs is null ? "weights" : "a checkpoint")} of SpikeDistill, format {file.Own.Format}";
        yield return $"{path}: {kind}; {file.Tensors.Count} tensors, {Format.Count(file.Bytes)} bytes, "
            + $"{(file.ChecksumVerified ? "checksum verified" : "no checksum to verify")}";
        if (file.Own is { } own)
        {
            NetworkSettings network = own.Network;
            string sizes = network.Family is ConvolutionalFamily family ? $"{network.Title}, stem stride {family.StemStride}" : network.Title;
            yield return $"network: {sizes}, {network.Classes} classes, "
                + (network.IsAnn ? "ANN" : $"spiking, T {network.Timesteps}")
                + $", {Format.Count(file.Parameters ?? 0)} parameters";
            if (network.Activation == ActivationKind.Spiking)
            {
                yield return "neuron: " + own.Neuron.Words();
            }

            yield return $"trained on: {TrainedOn(own, catalog)}";
            if (own.FinishedEpochs is { } epochs)
            {
                yield return $"state: {Format.Count(epochs, "epoch")} finished, {own.Batch} batches of the next";
            }

            yield break;
        }

        foreach ((string key, string value) in file.Metadata ?? new Dictionary<string, string>())
        {
            yield return $"  {key}: {(value.Length > 200 ? value[..200] + " ..." : value)}";
        }

        foreach (TensorReport tensor in file.Tensors)
        {
            yield return $"  {tensor.Name} {tensor.Type} [{string.Join(", ", tensor.Shape)}]";
        }
    }

    private static string TrainedOn(CheckpointInfo own, Catalog catalog)
    {
        if (own.DataSet is not { } set)
        {
            return own.TrainedOn is { } images ? $"images normalized with {NormalizationText.Of(images.Normalization)}" : "not written";
        }

        PixelNormalization? constants = own.TrainedOn?.Normalization ?? KnownSet.InfoOf(set, catalog)?.Normalization;
        return $"{set}, images normalized with {NormalizationText.Of(constants, set, catalog)}";
    }

    private static string Term(Term term) => $"{term.Weight} {term.Name}";

    /// <summary>Such as <c>crop (padding 4)</c>.</summary>
    private static string Words<TValue>(IDeclared<TValue> value)
        where TValue : notnull
        => value.Words().Split(", ", 2) is [var name, var options] ? $"{name} ({options})" : value.Words();
}
