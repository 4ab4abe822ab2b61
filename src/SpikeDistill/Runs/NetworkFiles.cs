using SpikeDistill.Catalogs;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Runs;

/// <summary>Networks from files and to files.</summary>
public static class NetworkFiles
{
    extension(Network network)
    {
        /// <summary>The network a file holds: description, what fires in it, and weights.</summary>
        /// <param name="engine">Threads and memory.</param>
        /// <param name="path">A run folder or a weights file.</param>
        /// <param name="catalog">What the file names; null for what ships.</param>
        /// <exception cref="RunException">No such file, not weights of SpikeDistill, damaged, or tensors that do not fit.</exception>
        public static Network Load(Engine engine, string path, Catalog? catalog = null)
        {
            ArgumentNullException.ThrowIfNull(engine);
            ArgumentException.ThrowIfNullOrEmpty(path);
            return Checkpoint.LoadNetwork(path, engine, catalog);
        }

        /// <summary>Writes the network's weights with all that says what it is, beside and renamed.</summary>
        /// <param name="path">The file.</param>
        /// <param name="dataSet">The name of the data set it was trained on; null for what the network knows of it.</param>
        public void Save(string path, string? dataSet = null) => Checkpoint.SaveWeights(path, network, dataSet);
    }
}
