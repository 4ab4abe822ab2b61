using System.Diagnostics;
using System.Globalization;
using System.Text;
using SpikeDistill.Data;
using SpikeDistill.Exporting;
using SpikeDistill.Interop.Npy;
using SpikeDistill.Networks;
using SpikeDistill.Portable;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;

namespace SpikeDistill.Onnx.Tests.Exporting;

/// <summary>
/// Every family and neuron out to PyTorch and back, to ONNX Runtime and to NIR and back, on 1,000 test images of CIFAR-10: the table of docs/results.md,
/// written to the file that SPIKEDISTILL_ROUND_TRIPS names. It takes minutes, and the same is held on fewer images and networks by other tests.
/// </summary>
public sealed class RoundTripTests : IDisposable
{
    private const string Python = "/usr/bin/python3", Table = "SPIKEDISTILL_ROUND_TRIPS";
    private const int Images = 1000, Batch = 50;
    private const float Tolerance = 1e-4f;

    private readonly string _folder = Directory.CreateTempSubdirectory("round-trips").FullName;
    private readonly Engine _engine = new(2);

    public void Dispose()
    {
        _engine.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    [Trait("Category", "Rare")]
    public void Logits_of_every_family_and_neuron_come_back_from_every_format()
    {
        string? table = Environment.GetEnvironmentVariable(Table);
        Assert.SkipUnless(table is not null, $"{Table} names no file for the table.");
        IImageDataSet test = CifarImages.Open();
        StringBuilder rows = new("| network | PyTorch 1.13 and back | ONNX Runtime | NIR and back |\n|---|---|---|---|\n");
        foreach (string name in SmallNetworks.Names.Concat(SmallNetworks.FrameNames).Select(row => row.Data))
        {
            using TensorScope scope = new(_engine);
            Tensor first = Shown(scope, name, test, 0, Batch);
            using Network network = SmallNetworks.Make(_engine, name, first);
            Compared[] compared = [ByTorch(network, name, test), ByOnnx(network, name, test)];
            Assert.All(compared, one => Assert.InRange(one.Equal, Images * 99 / 100, Images));
            rows.Append(CultureInfo.InvariantCulture, $"| {name} | {compared[0]} | {compared[1]} | {ByNir(network, name, test)} |\n");
            File.WriteAllText(table, rows.ToString());
        }
    }

    private static Tensor Shown(TensorScope scope, string name, IImageDataSet test, int first, int count)
        => SmallNetworks.IsOnFrames(name)
            ? CifarImages.Frames(scope, test, first, count, SmallNetworks.Timesteps)
            : CifarImages.Still(scope, test, first, count);

    /// <summary>The module runs in PyTorch, PyTorch saves the weights again, and they are read back to the same bits.</summary>
    private Compared ByTorch(Network network, string name, IImageDataSet test)
    {
        string module = Path.Combine(_folder, "model.py"), back = Path.Combine(_folder, "back.pth");
        TorchExport.Save(module, network, 32, 32);
        Compared compared = new();
        using TensorScope scope = new(_engine);
        Tensor all = Shown(scope, name, test, 0, Images);
        NpyWriter.Save(Path.Combine(_folder, "images.npy"), [.. Axes(all).Select(length => (int)length)], TestImages.ChannelsFirst(all));
        Run($"""
            import runpy, sys, torch
            torch.set_num_threads(1)
            sys.argv = ['', '{_folder}/images.npy', '{_folder}/logits.npy']
            made = runpy.run_path('{module}', run_name='__main__')
            torch.save(made['load'](), '{back}')
            """);
        (Shape Shape, float[] Values) own = Logits(network, all);
        using (NpyFile told = NpyFile.Open(Path.Combine(_folder, "logits.npy")))
        {
            compared.Add(own, told.ReadSingles());
        }

        using Network again = WeightImport.Load(back, _engine, network.Settings, network.Neuron).Network;
        Assert.Equal(own.Values, Logits(again, all).Values);
        return compared;
    }

    private Compared ByOnnx(Network network, string name, IImageDataSet test)
    {
        using OrtModel model = new(OnnxExport.ToBytes(network, 32, 32));
        Compared compared = new();
        for (int first = 0; first < Images; first += Batch)
        {
            using TensorScope scope = new(_engine);
            Tensor images = Shown(scope, name, test, first, Batch);
            compared.Add(Logits(network, images), model.Run(TestImages.ChannelsFirst(images), [.. Axes(images)])["logits"]);
        }

        return compared;
    }

    /// <summary>The graph is read back here; that NIR's own equations give the same is held by <see cref="RealImagesTests"/>.</summary>
    private string ByNir(Network network, string name, IImageDataSet test)
    {
        string file = Path.Combine(_folder, "model.nir");
        try
        {
            NirExport.Save(file, network, 32, 32);
        }
        catch (PortabilityException refused)
        {
            return refused.Node is { } node ? $"no `{network.Description.Nodes.Single(one => one.Name == node).Kind}`"
                : !network.Dynamics.Spiking ? "no rectifiers"
                : refused.Message.Contains("soft reset", StringComparison.Ordinal) ? "no soft reset"
                : $"no `{network.Neuron.Name}`";
        }

        using Network again = NirImport.Load(file, _engine, new NirImportOptions { Frames = SmallNetworks.IsOnFrames(name) }).Network;
        Compared compared = new();
        for (int first = 0; first < Images; first += Batch)
        {
            using TensorScope scope = new(_engine);
            Tensor images = Shown(scope, name, test, first, Batch);
            compared.Add(Logits(network, images), Logits(again, images).Values);
        }

        Assert.InRange(compared.Equal, Images * 99 / 100, Images);
        return compared.ToString();
    }

    private static (Shape Shape, float[] Values) Logits(Network network, Tensor images)
    {
        using Tape tape = new(network.Engine, recording: false);
        Tensor logits = network.Forward(tape, images, ForwardOptions.Evaluation).Logits;
        return (logits.Shape, logits.ToArray());
    }

    private static IEnumerable<long> Axes(Tensor images)
    {
        int[] shape = images.Shape.ToArray();
        return [.. shape[..^3], shape[^1], shape[^3], shape[^2]];
    }

    private static void Run(string program)
    {
        ProcessStartInfo start = new(Python, ["-c", program]) { RedirectStandardError = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }

    /// <summary>Logits of a network here and elsewhere.</summary>
    private sealed class Compared
    {
        private int _same;
        private float _largest;

        /// <summary>Images that are told to be of the same class.</summary>
        public int Equal { get; private set; }

        public void Add((Shape Shape, float[] Values) own, float[] other)
        {
            (int steps, int images, int classes) = (own.Shape[0], own.Shape[1], own.Shape[2]);
            Assert.Equal(own.Values.Length, other.Length);
            for (int n = 0; n < images; n++)
            {
                float[] here = new float[classes], there = new float[classes];
                float difference = 0;
                for (int t = 0; t < steps; t++)
                {
                    for (int c = 0; c < classes; c++)
                    {
                        int i = (((t * images) + n) * classes) + c;
                        difference = MathF.Max(difference, MathF.Abs(own.Values[i] - other[i]));
                        (here[c], there[c]) = (here[c] + own.Values[i], there[c] + other[i]);
                    }
                }

                Equal += Array.IndexOf(here, here.Max()) == Array.IndexOf(there, there.Max()) ? 1 : 0;
                _same += difference <= Tolerance ? 1 : 0;
                _largest = difference <= Tolerance ? MathF.Max(_largest, difference) : _largest;
            }
        }

        public override string ToString()
        {
            string largest = _largest == 0 ? "0" : _largest.ToString("0.0e-0", CultureInfo.InvariantCulture);
            return FormattableString.Invariant($"{largest}, {_same:N0}; {Equal:N0}");
        }
    }
}
