using SpikeDistill.Data;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Options;
using SpikeDistill.Runs;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Failures;

/// <summary>What the user of the command line can do about a reason of the library, which knows nothing of commands and options.</summary>
internal static class Advice
{
    /// <summary>What helps; null where the message says all.</summary>
    public static string? For(Exception failure) => failure switch
    {
        RunFolderException folder => For(folder.Reason),
        WeightsException weights => For(weights),
        DataSetException set => For(set),
        FetchException fetch => For(fetch.Reason),
        RecipeException { IsMissingFile: true } => "'spikedistill recipes' lists those to start from.",
        _ => null,
    };

    /// <summary>What helps against what a run warns of; null where the message says all.</summary>
    public static string? For(TrainingWarningKind warning) => warning switch
    {
        TrainingWarningKind.CacheFull => "--cache-limit sets another limit.",
        TrainingWarningKind.CacheUnwritable => "--cache-dir names another folder.",
        _ => null,
    };

    private static string? For(RunFolderReason reason) => reason switch
    {
        RunFolderReason.IsFile => "Choose a folder with --out.",
        RunFolderReason.HoldsRun => "Continue it with --resume, or choose another with --out.",
        RunFolderReason.NotEmpty => "Choose another with --out.",
        RunFolderReason.InUse => "--out chooses another.",
        RunFolderReason.CannotBeWritten => "Make it writable, or make room and continue with --resume.",
        RunFolderReason.NotFinished => "'train RUN --resume' goes on with it.",
        RunFolderReason.OtherSettings => "--out chooses another folder.",
        _ => null,
    };

    private static string? For(WeightsException weights) => weights.Reason switch
    {
        WeightsReason.Foreign =>
            $"To import them: spikedistill import {Path.GetFileName(weights.Path)} --network NAME --set-name NAME --output teacher.safetensors",
        WeightsReason.Damaged when weights.InnerException is SafeTensorsException && File.Exists(weights.Path) && NirImport.IsFile(weights.Path) =>
            $"To import a graph of NIR: spikedistill import {Path.GetFileName(weights.Path)} --set-name NAME --output teacher.safetensors",
        WeightsReason.OtherNetwork when weights.Part == WeightsException.Classes =>
            $"To import them as they are: spikedistill import {Path.GetFileName(weights.Path)} --network NAME --classes {weights.Found} --set-name NAME "
                + "--output FILE",
        WeightsReason.UnknownDataSet => "Say which with --set-name.",
        _ => null,
    };

    private static string? For(DataSetException set) => set switch
    {
        { Reason: DataSetReason.Missing, FetchName: { } name } => $"'spikedistill data fetch {name}' gets it; --data-dir names another folder.",
        { FetchName: { } name } => $"'spikedistill data fetch {name}' gets it again.",
        { Reason: DataSetReason.InTheWay } => "--data-dir names the folder.",
        { Reason: DataSetReason.OtherSum } => "--no-checksum accepts another packing.",
        { Reason: DataSetReason.NoSource } => "Without --from it is downloaded.",
        _ => null,
    };

    private static string? For(FetchReason reason) => reason switch
    {
        FetchReason.Unreachable or FetchReason.Refused => "--from names a mirror, or an archive that is here.",
        FetchReason.CannotBeWritten => "--data-dir names another folder.",
        _ => null,
    };
}
