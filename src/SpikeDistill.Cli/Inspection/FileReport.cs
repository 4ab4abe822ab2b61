using SpikeDistill.Catalogs;
using SpikeDistill.Cli.Failures;
using SpikeDistill.Interop;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Runs;

namespace SpikeDistill.Cli.Inspection;

/// <summary>What a file of weights is.</summary>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="ChecksumVerified">Whether it carries a checksum, which was found right; a wrong one is an error.</param>
/// <param name="Tensors">Its tensors.</param>
/// <param name="Metadata">The free strings of a file that is not of SpikeDistill.</param>
/// <param name="Own">What it says of itself; null for a file that is not of SpikeDistill.</param>
/// <param name="Parameters">The network's learned values.</param>
internal sealed record FileReport(
    string Path, long Bytes, bool ChecksumVerified, IReadOnlyList<TensorReport> Tensors, IReadOnlyDictionary<string, string>? Metadata,
    CheckpointInfo? Own, long? Parameters)
{
    public static FileReport Read(string path, Catalog catalog)
    {
        try
        {
            using ITensorFile file = WeightFiles.Open(path);
            bool verified = file is SafeTensorsFile checkable && checkable.VerifyChecksum();
            CheckpointInfo? own = InputException.Guard(() => Checkpoint.Describe(file, path, catalog));
            TensorReport[] tensors = [.. file.Tensors.Select(tensor => new TensorReport(tensor.Name, tensor.Type.ToString(), tensor.Shape))];
            long? parameters = own is null ? null : own.Network.Describe().GraphOf(own.Network.DynamicsWith(own.Neuron)).ParameterCount;
            return new FileReport(path, new FileInfo(path).Length, verified, tensors, own is null ? file.Metadata : null, own, parameters);
        }
        catch (TensorFileException failure)
        {
            throw new InputException(FailureText.Of(new WeightsException(path, failure)), failure);
        }
        catch (ArgumentException failure)
        {
            throw new InputException($"{path}: its metadata describes an impossible network: {failure.Message}", failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be read: {failure.Sentence()}", failure);
        }
    }
}

internal sealed record TensorReport(string Name, string Type, IReadOnlyList<int> Shape);
