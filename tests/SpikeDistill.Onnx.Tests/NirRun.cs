using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;

namespace SpikeDistill.Onnx.Tests;

/// <summary>Graphs of NIR in a folder, run by Exporting/run_nir.py with h5py and PyTorch.</summary>
internal static class NirRun
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> HasReader = new(() => File.Exists(Python) && Start("-c", "import torch, numpy, h5py").Code == 0);

    /// <summary>Skips the test where there is nothing to read graphs with.</summary>
    public static void RequireReader()
        => Assert.SkipUnless(HasReader.Value, $"{Python} has no PyTorch or h5py: apt-get install python3-torch python3-h5py.");

    /// <summary>Runs all graphs of a folder on the images beside them.</summary>
    public static void Run(string folder)
    {
        (int code, string errors) = Start(Path.Combine(Path.GetDirectoryName(Source())!, "Exporting", "run_nir.py"), folder);
        Assert.True(code == 0, errors);
    }

    /// <summary>Logits, spikes and potentials above thresholds, under the names of the network's nodes.</summary>
    public static Dictionary<string, float[]> Read(string file, Network network)
    {
        Dictionary<string, float[]> told = [];
        using ZipArchive archive = ZipFile.OpenRead(file);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream content = entry.Open();
            MemoryStream copy = new();
            content.CopyTo(copy);
            copy.Position = 0;
            using NpyFile array = NpyFile.Open(copy, entry.Name);
            told[Path.GetFileNameWithoutExtension(entry.Name)] = array.ReadSingles();
        }

        // Names of modules have no dots there.
        foreach (string layer in network.Description.Nodes.OfType<ActivationNode>().Select(node => node.Name))
        {
            foreach (string kind in (string[])[".spikes", ".above"]) told[layer + kind] = told[layer.Replace('.', '_') + kind];
        }

        return told;
    }

    private static string Source([CallerFilePath] string here = "") => here;

    private static (int Code, string Errors) Start(params string[] arguments)
    {
        ProcessStartInfo start = new(Python, arguments) { RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
