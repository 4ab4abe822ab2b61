// Whether two commits of SpikeDistill compute the same bits: 20 training steps with TSER and an evaluation of eight networks,
// at two SIMD levels of this processor, by each commit's own program. Prints a hash of all weights and running statistics,
// and one of the logits of 200 images, and exits with 1 where they differ. Networks that one of the commits does not have are said so.
//   dotnet run benchmarks/same-bits/same-bits.cs -- a7eac91 HEAD
// Works in a folder of its own, which a third argument names and which is otherwise temporary; the checkout is left alone.
using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

if (args is not ([_, _] or [_, _, _]))
{
    Console.Error.WriteLine("Usage: dotnet run benchmarks/same-bits/same-bits.cs -- COMMIT COMMIT [FOLDER]");
    return 2;
}

const string Lif = "decay_input: false";
(string Name, string Keys, string Neuron)[] networks =
[
    ("resnet18 width 16", "architecture: resnet18, width: 16", Lif),
    ("vgg16 width 16", "architecture: vgg16, width: 16", Lif),
    ("resnet19 width 16", "architecture: resnet19, width: 16", Lif),
    ("resnet18 with MPBN", "architecture: resnet18, width: 16", "type: mpbn"),
    ("resnet18 with PFA", "architecture: resnet18, width: 16, attention_rank: 8", Lif),
    ("sew width 16", "architecture: sew-resnet, blocks: [1, 1, 1, 1], width: 16, identity_start: false", Lif),
    ("spikformer 2-192", "architecture: spikformer, depth: 2, dimension: 192", Lif),
    ("spikingformer 2-192", "architecture: spikingformer, depth: 2, dimension: 192", Lif),
];
(string Name, string? Off)[] levels = Vector512.IsHardwareAccelerated ? [("AVX-512", null), ("AVX2", "DOTNET_EnableAVX512")]
    : Avx2.IsSupported ? [("AVX2", null), ("128 bits", "DOTNET_EnableAVX2")] : [("as it is", null)];
string work = args.Length == 3 ? Path.GetFullPath(args[2]) : Directory.CreateTempSubdirectory("same-bits-").FullName;
string images = Path.Combine(work, "images.npy");
Directory.CreateDirectory(work);
File.WriteAllBytes(images, Images(200));
string[] commits = args[..2];
string[] programs = [.. commits.Select(Build)];

int different = 0;
foreach ((string level, string? off) in levels)
{
    foreach ((string name, string keys, string neuron) in networks)
    {
        string[] hashes = [.. programs.Select(program => Train(program, keys, neuron, off)).OfType<string>()];
        string result = hashes.Length < 2 ? "not in both" : hashes[0] == hashes[1] ? "same" : "DIFFERENT";
        different += result == "DIFFERENT" ? 1 : 0;
        Console.WriteLine($"{level,-8} {name,-20} {result}  {string.Join("  ", hashes.Distinct())}");
    }
}

foreach (string commit in commits)
{
    Run("git", ["worktree", "remove", "--force", Checkout(commit)]);
}

Console.WriteLine(different == 0 ? "The same bits everywhere." : $"{different} of {levels.Length * networks.Length} differ.");
return different == 0 ? 0 : 1;

string Checkout(string commit) => Path.Combine(work, "checkout-" + commit.Replace('/', '-'));

string Build(string commit)
{
    string checkout = Checkout(commit);
    if (!Directory.Exists(checkout)) Run("git", ["worktree", "add", "--detach", checkout, commit]);
    string program = Path.Combine(checkout, "src/SpikeDistill.Cli");
    Run("dotnet", ["build", "-c", "Release", program, "-v", "q"]);
    return Path.Combine(program, "bin/Release/net10.0/spikedistill.dll");
}

// A teacher of one epoch, then 20 steps of the student: its weights and logits; null where the program has no such network.
string? Train(string program, string network, string neuron, string? off)
{
    string teacherNetwork = networks[..3].Any(one => one.Keys == network) ? network : networks[0].Keys;
    string folder = Path.Combine(work, "run");
    if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    Directory.CreateDirectory(folder);
    string teacher = Path.Combine(folder, "teacher.yaml"), student = Path.Combine(folder, "student.yaml");
    string data = "data: {set: synthetic, train_images: 640, test_images: 200, augmentation: [crop, flip]}";
    File.WriteAllText(teacher, $$"""
        name: teacher
        {{data}}
        network: {{{teacherNetwork}}, activation: relu}
        training: {epochs: 1, batch_size: 32, learning_rate: 0.05}
        objective: {method: cross_entropy}
        """);
    File.WriteAllText(student, $$"""
        name: student
        {{data}}
        network: {{{network}}, timesteps: 2}
        neuron: {{{neuron}}}
        objective: {method: tser}
        teacher: {checkpoint: {{Path.Combine(folder, "t")}}}
        training: {epochs: 1, batch_size: 32, learning_rate: 0.05, warmup_epochs: 0.2}
        """);
    string[] quiet = ["--cache-limit", "0"];
    Run("dotnet", [program, "train", teacher, "--out", Path.Combine(folder, "t"), .. quiet], off);
    try
    {
        Run("dotnet", [program, "train", student, "--out", Path.Combine(folder, "s"), .. quiet], off);
    }
    catch (InvalidOperationException failure) when (new[] { "architecture", "attention_rank", "mpbn" }.Any(failure.Message.Contains))
    {
        return null;
    }

    string logits = Path.Combine(folder, "logits.npy");
    Run("dotnet", [program, "predict", Path.Combine(folder, "s"), "--input", images, "--output", logits], off);
    return $"weights {HashOfWeights(Path.Combine(folder, "s/weights.safetensors"))}, logits {Short(SHA256.HashData(File.ReadAllBytes(logits)))}";
}

// Names, shapes and bytes of all tensors in the order of their names; what else the header says may change.
static string HashOfWeights(string path)
{
    byte[] file = File.ReadAllBytes(path);
    int length = checked((int)BitConverter.ToUInt64(file));
    using JsonDocument header = JsonDocument.Parse(file.AsMemory(8, length));
    using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    foreach (JsonProperty tensor
        in header.RootElement.EnumerateObject().Where(one => one.Name != "__metadata__").OrderBy(one => one.Name, StringComparer.Ordinal))
    {
        JsonElement offsets = tensor.Value.GetProperty("data_offsets");
        int start = offsets[0].GetInt32(), end = offsets[1].GetInt32();
        hash.AppendData(Encoding.UTF8.GetBytes(tensor.Name + tensor.Value.GetProperty("shape")));
        hash.AppendData(file.AsSpan(8 + length + start, end - start));
    }

    return Short(hash.GetHashAndReset());
}

static string Short(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 8));

// [count, 32, 32, 3] of bytes as numpy.save writes them.
static byte[] Images(int count)
{
    string text = $"{{'descr': '|u1', 'fortran_order': False, 'shape': ({count}, 32, 32, 3), }}";
    text = text.PadRight((((10 + text.Length) / 64) + 1) * 64 - 11) + "\n";
    byte[] pixels = new byte[count * 32 * 32 * 3];
    new Random(1).NextBytes(pixels);
    return [
        0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, (byte)text.Length, (byte)(text.Length >> 8),
        .. Encoding.ASCII.GetBytes(text), .. pixels];
}

static void Run(string command, IReadOnlyList<string> arguments, string? off = null)
{
    ProcessStartInfo start = new(command, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
    if (off is not null) start.Environment[off] = "0";
    using Process process = Process.Start(start)!;
    Task<string> errors = process.StandardError.ReadToEndAsync();
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode != 0)
    {
        throw new InvalidOperationException($"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{output}\n{errors.Result}");
    }
}
