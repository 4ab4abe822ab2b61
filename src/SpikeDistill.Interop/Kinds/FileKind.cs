namespace SpikeDistill.Interop;

/// <summary>Kinds of files that are told by their first bytes.</summary>
public enum FileKind
{
    /// <summary>None of the others.</summary>
    Unknown,

    /// <summary>Tensors as safetensors.</summary>
    SafeTensors,

    /// <summary>An array as NumPy's .npy.</summary>
    Npy,

    /// <summary>Arrays as NumPy's .npz.</summary>
    Npz,

    /// <summary>What <c>torch.save</c> writes, in its newer form (Zip) or its older one (pickles).</summary>
    PyTorch,

    /// <summary>A pickle of Python.</summary>
    Pickle,

    /// <summary>HDF5, as Keras and event data use it.</summary>
    Hdf5,

    /// <summary>A student as SpikeDistill exports it for where it is used (.spkd).</summary>
    Student,

    /// <summary>Another Zip archive.</summary>
    Zip,

    /// <summary>Compressed by gzip.</summary>
    Gzip,

    /// <summary>A Tar archive.</summary>
    Tar,

    /// <summary>A PNG, JPEG, GIF, WebP or BMP image.</summary>
    Image,

    /// <summary>What Git keeps in the place of a large file.</summary>
    GitLfsPointer,

    /// <summary>A web page.</summary>
    Html,

    /// <summary>A JSON document.</summary>
    Json,
}
