using SpikeDistill.Cli.Runs;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Training;

namespace SpikeDistill.Cli.Demo;

/// <summary>The demo: measures the machine, trains the teacher, then every student for the same amount.</summary>
internal sealed class DemoRun(Engine engine, IReporter reporter, Terminal terminal, string? dataDirectory, CancellationToken token)
{
    /// <summary>Share of the budget for the teacher, without which there is nothing to distil; a step of it takes half of a student's.</summary>
    private const double TeacherShare = 0.28;

    /// <summary>Share of the remaining time that the students are given; the rest is for a machine that becomes slower.</summary>
    private const double StudentsShare = 0.96;

    public DemoResult Run(TimeSpan budget, long seed, string folder)
    {
        long start = terminal.Clock.GetTimestamp();
        string dataSet = ChooseDataSet();
        RunSession session = new(engine, new DemoReporter(reporter), terminal, dataDirectory, token);
        double measuring = Math.Clamp(0.03 * budget.TotalSeconds, 0.3, 5);

        DemoAmounts sample = new(Epochs: 1, TrainImages: 0, TestImages: 0);
        ExperimentSettings teacherSettings = DemoRecipes.Teacher(dataSet, classes: 0, seed, sample);
        ExperimentData data = ExperimentData.Open(teacherSettings.Data, dataDirectory);
        ExperimentSettings TeacherWith(DemoAmounts amounts) => DemoRecipes.Teacher(dataSet, data.Classes, seed, amounts);
        double teacherPace = Calibration.SecondsPerImage(engine, TeacherWith(sample), teacher: null, data, measuring, terminal.Clock, token);
        DemoAmounts amounts = Amounts(budget.TotalSeconds * TeacherShare, teacherPace, data);
        reporter.Say(Chosen("the teacher trains", teacherPace, amounts));
        FinishedRun teacher = session.Train(TeacherWith(amounts), Path.Combine(folder, "teacher"), resume: false);

        ExperimentSettings StudentWith((string Method, string Name) student, DemoAmounts amounts)
            => DemoRecipes.Student(student.Method, student.Name, dataSet, data.Classes, seed, amounts, teacher.Folder);
        // The first student has no teacher, the other two hear it at every step.
        double[] paces = [.. new[] { DemoRecipes.Students[0], DemoRecipes.Students[^1] }.Select(
            student => StudentPace(StudentWith(student, sample), teacher.Folder, data, measuring / 2))];
        double studentPace = (paces[0] + ((DemoRecipes.Students.Count - 1) * paces[1])) / DemoRecipes.Students.Count;
        double left = budget.TotalSeconds - terminal.Clock.GetElapsedTime(start).TotalSeconds;
        amounts = Amounts(left * StudentsShare / DemoRecipes.Students.Count, studentPace, data);
        reporter.Say(Chosen("each student trains", studentPace, amounts));
        reporter.Say(
            "The students' neurons take their input unscaled (decay_input: false): TSER's Eq. 2 halves it, and hardly a neuron would fire at the first step.");

        List<FinishedRun> students = [];
        foreach ((string Method, string Name) student in DemoRecipes.Students)
        {
            students.Add(session.Train(StudentWith(student, amounts), Path.Combine(folder, student.Name), resume: false));
        }

        return new DemoResult(dataSet, teacher, students, folder, terminal.Clock.GetElapsedTime(start));
    }

    private static DemoAmounts Amounts(double seconds, double pace, ExperimentData data)
        => DemoAmounts.Choose(seconds, pace, data.TrainingImages, data.EvaluationImages, DemoRecipes.BatchSize);

    private static string Chosen(string who, double pace, DemoAmounts amounts)
        => $"Measured {1 / pace:F0} images/s: {who} {Format.Count(amounts.Epochs, "epoch")} of "
            + $"{Format.Count(amounts.TrainImages)} images and is tested on {Format.Count(amounts.TestImages)}.";

    private string ChooseDataSet()
    {
        if (DataSets.IsPresent("cifar10", dataDirectory))
        {
            reporter.Say($"Data: CIFAR-10 in {DataRoot.Resolve(dataDirectory)}.");
            return "cifar10";
        }

        reporter.Say(
            $"Data: the built-in synthetic images, as CIFAR-10 is not in {DataRoot.Resolve(dataDirectory)}. To use it, get it with "
                + "'spikedistill data fetch cifar10', or name the folder that holds it with --data-dir.");
        return "synthetic";
    }

    private double StudentPace(ExperimentSettings settings, string teacherFolder, ExperimentData data, double seconds)
    {
        using Network teacher = Checkpoint.LoadNetwork(teacherFolder, engine, terminal.Catalog);
        return Calibration.SecondsPerImage(
            engine, settings, settings.Objective.NeedsTeacher ? teacher : null, data, seconds, terminal.Clock, token);
    }
}
