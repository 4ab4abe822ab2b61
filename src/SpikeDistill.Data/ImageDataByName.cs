namespace SpikeDistill.Data;

/// <summary>Data sets by name, from the type that they have.</summary>
public static class ImageDataByName
{
    extension(ImageData)
    {
        /// <summary>Opens a data set and checks its files, as <see cref="DataSets.Open"/> does.</summary>
        /// <param name="name">One of <see cref="DataSets.Names"/>.</param>
        /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
        /// <exception cref="ArgumentException">No data set has this name.</exception>
        /// <exception cref="DataSetException">Its files are missing, unreadable or damaged.</exception>
        public static ImageData Open(string name, string? directory = null) => DataSets.Open(name, directory);
    }
}
