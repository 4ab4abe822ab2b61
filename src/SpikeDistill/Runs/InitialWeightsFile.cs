using System.Security.Cryptography;
using SpikeDistill.Catalogs;
using SpikeDistill.Data;
using SpikeDistill.Interop;
using SpikeDistill.Interop.SafeTensors;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Graphs;
using SpikeDistill.Training;

namespace SpikeDistill.Runs;

/// <summary>Weights to start from that lie in a file: one's own, a checkpoint's, or another program's under PyTorch's names.</summary>
public static class InitialWeightsFile
{
    extension(InitialWeights weights)
    {
        /// <summary>The weights of a file, which is read when a run begins with them.</summary>
        /// <param name="path">A run folder, or a file of weights: safetensors, or what <c>torch.save</c> wrote.</param>
        /// <param name="catalog">What the file names; null for what ships.</param>
        /// <exception cref="RunException">There is none, or it cannot be read.</exception>
        public static InitialWeights Load(string path, Catalog? catalog = null) => new FileWeights(path, catalog);
    }

    private sealed class FileWeights : InitialWeights
    {
        private readonly string _file;

        public FileWeights(string path, Catalog? catalog)
            : base(path)
        {
            _file = Checkpoint.FindWeights(path);
            Normalization = Read(file => Checkpoint.Describe(file, _file, catalog)?.TrainedOn?.Normalization);
        }

        internal override bool HasPlace => true;

        private protected override PixelNormalization? Normalization { get; }

        private protected override TakenWeights Put(Network network) => Read(file =>
        {
            (file as SafeTensorsFile)?.VerifyChecksum();
            bool own = Checkpoint.IsOwn(file);
            TensorInfo[] given = [.. file.Tensors.Where(tensor => !WeightImport.IsCounter(tensor) && !(own && Checkpoint.IsBesideWeights(tensor.Name)))];
            NetworkGraph graph = network.Settings.Describe().GraphOf(network.Dynamics);
            Dictionary<string, WeightTensor> expected = WeightTensors.Of(graph).ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
            WeightNames names = new(graph, given.Select(tensor => tensor.Name));
            List<string> strangers = [];
            Dictionary<string, TensorInfo> taken = new(StringComparer.Ordinal);
            foreach (TensorInfo tensor in given)
            {
                if (names.Find(tensor.Name) is not { } name || (!taken.TryAdd(name, tensor) && !WeightFit.AreSame(file, taken[name], tensor)))
                {
                    strangers.Add(tensor.Name);
                }
            }

            return Compare(
                network,
                taken.ToDictionary(one => one.Key, one => (one.Value.Name, Problem(one.Value, expected[one.Key])), StringComparer.Ordinal),
                strangers,
                Hash(),
                (name, tensor, from) => WeightImport.Read(file, _file, from, tensor.Values, expected[name].NotNegative));
        });

        private static string? Problem(TensorInfo tensor, WeightTensor expected)
            => !WeightFit.Fits(tensor.Shape, expected.Shape) ? OtherShape($"[{string.Join(", ", tensor.Shape)}]", expected.ShapeText)
                : WeightFit.IsOfFloats(tensor) ? null
                : $"is of {tensor.Type} there, not of floats";

        private string Hash()
        {
            using FileStream stream = File.OpenRead(_file);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        private T Read<T>(Func<ITensorFile, T> read)
        {
            try
            {
                using ITensorFile file = WeightFiles.Open(_file);
                return read(file);
            }
            catch (TensorFileException failure)
            {
                throw new WeightsException(_file, failure);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new WeightsException(_file, WeightsReason.CannotBeRead, $"cannot be read: {failure.Sentence()}", failure);
            }
        }
    }
}
