using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using SpikeDistill.Interop.TensorBoard;

namespace SpikeDistill.Interop.Tests.TensorBoard;

/// <summary>Files of events, read back by another program.</summary>
public sealed class ScalarLogTests : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string NoPython = "Files of events are read back by a script, which needs python3: apt-get install python3.";
    private const string NoProtobuf = "Python has no protobuf: apt-get install python3-protobuf.";

    private readonly string _folder = Directory.CreateTempSubdirectory("spikedistill-").FullName;

    /// <summary>Whether Python has Google's protobuf; asked once.</summary>
    private static readonly Lazy<bool> HasProtobuf = new(() => Run("-c", "import google.protobuf").Code == 0);

    private string File => Path.Combine(_folder, ScalarLog.UsualName);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Another_program_reads_what_was_written()
    {
        ScalarLog log = ScalarLog.Open(File);
        Dictionary<string, double> values = new(StringComparer.Ordinal) { ["train/loss"] = 1.25, ["ÄÖ/zero"] = 0, ["nan"] = double.NaN, ["low"] = -3e-20 };
        log.Add(1, DateTime.UtcNow, values);
        log.Add(300, DateTime.UtcNow, [new("train/loss", 0.5)]);

        Assert.Equal(
            [(1, "train/loss", 1.25), (1, "ÄÖ/zero", 0), (1, "nan", double.NaN), (1, "low", (float)-3e-20), (300, "train/loss", 0.5)],
            Read(File));
    }

    [Fact]
    public void Protobuf_of_Google_reads_every_field_of_every_event()
    {
        ScalarLog log = ScalarLog.Open(File);
        log.Add(1, DateTime.UtcNow, [new("train/loss", 1.25), new("ÄÖ/zero", 0), new("nan", double.NaN), new("low", -3e-20), new(new string('x', 300), 7)]);
        ScalarLog.Open(File).Add(1L << 40, DateTime.UtcNow, [new("train/loss", double.PositiveInfinity)]);

        Assert.SkipUnless(HasPython, NoPython);
        Assert.SkipUnless(HasProtobuf.Value, NoProtobuf);
        Assert.Equal(
            [
                (1, "train/loss", 1.25), (1, "ÄÖ/zero", 0), (1, "nan", double.NaN), (1, "low", (float)-3e-20), (1, new string('x', 300), 7),
                (1L << 40, "train/loss", double.PositiveInfinity),
            ],
            Read(File, "read_events_protobuf.py"));
    }

    [Fact]
    public void Protobuf_of_Google_sees_a_byte_that_was_changed()
    {
        ScalarLog.Open(File).Add(1, DateTime.UtcNow, [new("loss", 3)]);
        byte[] whole = System.IO.File.ReadAllBytes(File);
        Assert.SkipUnless(HasPython, NoPython);
        Assert.SkipUnless(HasProtobuf.Value, NoProtobuf);

        whole[^6] ^= 1;
        System.IO.File.WriteAllBytes(File, whole);

        (int code, _, string errors) = Run(Script("read_events_protobuf.py"), File);
        Assert.Equal(1, code);
        Assert.Contains("the sum of the record at", errors, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_opened_again_is_added_to_and_no_step_is_written_twice()
    {
        ScalarLog first = ScalarLog.Open(File);
        first.Add(1, DateTime.UtcNow, [new("loss", 3)]);
        first.Add(2, DateTime.UtcNow, [new("loss", 2)]);

        ScalarLog again = ScalarLog.Open(File);
        Assert.Equal(2, again.LastStep);
        again.Add(2, DateTime.UtcNow, [new("loss", 99)]);
        again.Add(3, DateTime.UtcNow, [new("loss", 1)]);

        Assert.Equal([(1, "loss", 3), (2, "loss", 2), (3, "loss", 1)], Read(File));
    }

    [Fact]
    public void What_a_killed_process_left_half_written_is_cut_off_wherever_it_was_killed()
    {
        ScalarLog.Open(File).Add(1, DateTime.UtcNow, [new("loss", 3)]);
        long whole = new FileInfo(File).Length;
        ScalarLog.Open(File).Add(2, DateTime.UtcNow, [new("loss", 2)]);
        byte[] all = System.IO.File.ReadAllBytes(File);

        for (long length = whole; length < all.Length; length++)
        {
            System.IO.File.WriteAllBytes(File, all[..(int)length]);
            ScalarLog log = ScalarLog.Open(File);
            Assert.Equal(1, log.LastStep);
            Assert.Equal(whole, new FileInfo(File).Length);
        }

        ScalarLog.Open(File).Add(2, DateTime.UtcNow, [new("loss", 2)]);
        Assert.Equal([(1, "loss", 3), (2, "loss", 2)], Read(File));
    }

    [Fact]
    public void Something_else_is_left_as_it_is()
    {
        System.IO.File.WriteAllText(File, "precious, and longer than the head of a record");

        Assert.Contains("is no file of events", Assert.Throws<IOException>(() => ScalarLog.Open(File)).Message, StringComparison.Ordinal);
        Assert.StartsWith("precious", System.IO.File.ReadAllText(File), StringComparison.Ordinal);
    }

    private static bool HasPython => System.IO.File.Exists(Python);

    private static List<(long Step, string Tag, double Value)> Read(string file, string script = "read_events.py")
    {
        Assert.SkipUnless(HasPython, NoPython);
        (int code, string output, string errors) = Run(Script(script), file);
        Assert.True(code == 0, errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')).Select(
            parts => (long.Parse(parts[0], CultureInfo.InvariantCulture), parts[1], Number(parts[2])))];
    }

    private static double Number(string text) => text switch
    {
        "nan" => double.NaN,
        "inf" => double.PositiveInfinity,
        _ => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private static string Script(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, name);

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        ProcessStartInfo start = new(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        start.Environment["PYTHONDONTWRITEBYTECODE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
