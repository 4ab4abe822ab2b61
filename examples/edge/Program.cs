using System.Diagnostics;
using System.Globalization;
using Edge;
using SpikeDistill.Inference;

// edge STUDENT FOLDER [MARGIN]: classifies pictures of a folder (.ppm, of the student's size).
// edge STUDENT - [MARGIN]:      classifies frames of a camera: raw bytes, height x width x channels, one after the other, from standard input.
float margin = float.PositiveInfinity;
if (args.Length is < 2 or > 3 || (args.Length == 3 && !(float.TryParse(args[2], CultureInfo.InvariantCulture, out margin) && margin >= 0)))
{
    Console.Error.WriteLine("Usage: edge STUDENT FOLDER|- [MARGIN]");
    return 2;
}

try
{
    StudentModel model = StudentModel.Load(args[0]);
    using StudentSession session = model.CreateSession();
    byte[] image = new byte[model.ImageBytes];
    using IImageSource images = args[1] == "-" ? new FrameStream(Console.OpenStandardInput()) : new PictureFolder(args[1], model.Student.Input.Size);
    TimeSpan ready = DateTime.Now - Process.GetCurrentProcess().StartTime;
    long began = Stopwatch.GetTimestamp(), steps = 0;
    int count = 0;
    for (; images.Next(image) is { } name; count++)
    {
        if (model.Student.Input.OverTime)
        {
            // A stream of events: every frame is a step, and potentials stay from one to the next.
            session.Step(image);
            Tell(name, Sureness.Of(session.LogitSums, session.StepsDone).Best, 1);
        }
        else
        {
            Tell(name, session.Classify(image, margin, out int taken), taken);
        }
    }

    double each = Stopwatch.GetElapsedTime(began).TotalMilliseconds / Math.Max(1, count);
    Console.Error.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"ready after {ready.TotalMilliseconds:F0} ms; {count} images, {(double)steps / Math.Max(1, count):F2} steps and {each:F2} ms each"));
    return 0;

    void Tell(string name, int best, int taken)
    {
        steps += taken;
        Console.WriteLine($"{name}\t{(model.Student.ClassNames.Count > 0 ? model.Student.ClassNames[best] : best)}\t{taken}");
    }
}
catch (Exception failure) when (failure is SpikeDistill.Inference.Graphs.StudentException or IOException or UnauthorizedAccessException)
{
    string file = failure is SpikeDistill.Inference.Graphs.StudentException ? args[0] + ": " : "";
    Console.Error.WriteLine($"error: {file}{failure.Message}");
    return 1;
}
