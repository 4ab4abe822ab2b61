namespace SpikeDistill.Interop;

/// <summary>How what somebody has becomes what is read here.</summary>
public static class Conversion
{
    /// <summary>What to do with a file of another kind than any that is wanted; null for one that is of no known kind.</summary>
    public static string? General(FileKind kind) => kind switch
    {
        FileKind.GitLfsPointer => "Get the file itself with 'git lfs pull', or download it from the page that shows it.",
        FileKind.Html => "Download the file itself: a page, such as one to log in or one that reports an error, came in its place.",
        FileKind.Zip or FileKind.Gzip or FileKind.Tar => "Unpack it and name the file that was in it.",
        FileKind.Unknown => null,
        _ => "Name another file.",
    };

    /// <summary>What to do with a file that was taken for weights as safetensors; null where it may be just that, damaged.</summary>
    public static string? ToSafeTensors(FileKind kind) => kind switch
    {
        FileKind.PyTorch => "Import it first; an import reads it as it is, and says what the network is.",
        FileKind.Pickle
            => "Save its tensors in Python: safetensors.torch.save_file(torch.load(FILE, map_location='cpu', weights_only=True), 'weights.safetensors'). "
            + "Where the weights are an entry of it, such as ['state_dict'], save that entry.",
        FileKind.Npz => "Save its arrays in Python: safetensors.numpy.save_file(dict(numpy.load(FILE)), 'weights.safetensors').",
        FileKind.Npy => "Weights have names: save them in Python with safetensors.numpy.save_file({NAME: ARRAY, ...}, 'weights.safetensors').",
        FileKind.Hdf5
            => "Import it first where it is a graph of NIR; an import reads it as it is. "
            + "Save other weights in Python under PyTorch's names and in its layouts with safetensors.numpy.save_file.",
        FileKind.Student => "It holds a student for SpikeDistill.Inference, which runs it; name the run or the weights that it was exported from.",
        FileKind.Json => "Name the .safetensors file itself; weights in several files are to be joined into one first.",
        FileKind.SafeTensors => null,
        _ => General(kind),
    };

    /// <summary>What to do with a file that was taken for an array as .npy; null where it may be just that, damaged.</summary>
    public static string? ToNpy(FileKind kind) => kind switch
    {
        FileKind.Npz => "Save the array of it that is meant in Python: numpy.save('array.npy', numpy.load(FILE)[NAME]).",
        FileKind.PyTorch => "Save the tensor as an array in Python: numpy.save('array.npy', torch.load(FILE, map_location='cpu', weights_only=True).numpy()).",
        FileKind.Pickle => "Save the array in Python: numpy.save('array.npy', numpy.load(FILE, allow_pickle=True)).",
        FileKind.SafeTensors => "Save the tensor that is meant as an array in Python: numpy.save('array.npy', safetensors.numpy.load_file(FILE)[NAME]).",
        FileKind.Hdf5 => "Save the array of it that is meant in Python: numpy.save('array.npy', h5py.File(FILE)[NAME][()]).",
        FileKind.Image
            => "Save images as one array in Python: numpy.save('array.npy', "
                + "numpy.stack([numpy.asarray(PIL.Image.open(file).convert('RGB')) for file in FILES])).",
        FileKind.Npy => null,
        _ => General(kind),
    };
}
