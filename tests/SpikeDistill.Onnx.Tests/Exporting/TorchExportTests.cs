using System.Diagnostics;
using SpikeDistill.Exporting;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Networks;
using SpikeDistill.Tensors;

namespace SpikeDistill.Onnx.Tests.Exporting;

/// <summary>The modules of Python are run by PyTorch, all of them in one process.</summary>
public sealed class TorchExportTests(MadeNetworks made) : IClassFixture<MadeNetworks>
{
    private const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> HasTorch = new(() => File.Exists(Python) && Run("-c", "import torch, numpy").Code == 0);

    [Fact]
    public void PyTorch_gives_the_logits_of_every_family_and_neuron()
    {
        Assert.SkipUnless(HasTorch.Value, $"{Python} has no PyTorch: apt-get install python3-torch.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("torch-export");
        try
        {
            string[] names = [.. SmallNetworks.Names.Concat(SmallNetworks.FrameNames).Select(row => row.Data)];
            for (int i = 0; i < names.Length; i++)
            {
                TorchExport.Save(Path.Combine(folder.FullName, $"model{i}.py"), made[names[i]], 32, 32, fold: i % 2 == 1);
            }

            NpyWriter.Save(Path.Combine(folder.FullName, "still.npy"), [MadeNetworks.Images, 3, 32, 32], TestImages.ChannelsFirst(made.Still));
            NpyWriter.Save(
                Path.Combine(folder.FullName, "frames.npy"),
                [SmallNetworks.Timesteps, MadeNetworks.Images, 2, 32, 32],
                TestImages.ChannelsFirst(made.Frames));
            string all = string.Join(", ", names.Select(name => SmallNetworks.IsOnFrames(name) ? "'frames'" : "'still'"));
            (int code, string errors) = Run("-c", $"""
                import os, runpy, sys
                os.chdir('{folder.FullName}')
                for i, images in enumerate([{all}]):
                    sys.argv = ['', images + '.npy', f'logits{'{'}i{'}'}.npy']
                    runpy.run_path(f'model{'{'}i{'}'}.py', run_name='__main__')
                """);
            Assert.True(code == 0, errors);
            Assert.All(names, (name, i) => RequireSameLogits(made[name], Path.Combine(folder.FullName, $"logits{i}.npy")));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Of most images no spike lies at a tie, and all logits are the same.</summary>
    private void RequireSameLogits(Network network, string file)
    {
        using NpyFile told = NpyFile.Open(file);
        float[] logits = told.ReadSingles();
        using Tape tape = new(made.Engine, recording: false);
        Tensor own = network.Forward(tape, network.Description.Image.OverTime ? made.Frames : made.Still, ForwardOptions.Evaluation).Logits;
        Assert.Equal(own.Shape.ToArray().Select(length => (long)length), told.Shape);
        int same = 0, classes = own.Shape[2];
        for (int n = 0; n < MadeNetworks.Images; n++)
        {
            bool equal = true;
            for (int t = 0; t < own.Shape[0]; t++)
            {
                for (int c = 0; c < classes; c++)
                {
                    int i = (((t * MadeNetworks.Images) + n) * classes) + c;
                    equal &= MathF.Abs(own.Values[i] - logits[i]) <= 1e-4f;
                }
            }

            if (equal) same++;
        }

        Assert.InRange(same, MadeNetworks.Images * 3 / 4, MadeNetworks.Images);
    }

    private static (int Code, string Errors) Run(params string[] arguments)
    {
        ProcessStartInfo start = new(Python, arguments) { RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, errors);
    }
}
