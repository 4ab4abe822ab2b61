using System.Net;
using System.Text.Json.Nodes;
using SkiaSharp;
using SpikeDistill.Costs;
using SpikeDistill.Metrics;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Families;
using SpikeDistill.Neurons;
using SpikeDistill.Predictions;
using SpikeDistill.Reports.Charts;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Watch.Trying;

namespace SpikeDistill.Watch.Tests.Trying;

/// <summary>A trained student and its teacher on a picture of one's own.</summary>
public sealed class TrialTests
{
    private static readonly (string, string) Own = ("X-SpikeDistill", "1");

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public async Task Logits_answers_and_energy_are_those_of_the_network_for_this_very_image(SKEncodedImageFormat format)
    {
        await using WatchedPlace place = await Trained();
        byte[] picture = Picture(format);

        JsonObject said = await Try(place, "student", picture);

        using Engine engine = new(1);
        using Network student = Network.Load(engine, place.In("student/weights.safetensors"));
        using Network teacher = Network.Load(engine, place.In("teacher/weights.safetensors"));
        byte[] pixels = new byte[32 * 32 * 3];
        using Images.Picture opened = Images.Picture.Open(picture);
        opened.Copy(opened.Middle(1), new Data.ImageShape(32, 32, 3), pixels);
        PredictedImages expected = student.Predict(pixels, [1, 32, 32, 3]);
        Assert.Equal(expected.ClassName(0), (string)said["answer"]!);
        Assert.Equal(teacher.Predict(pixels, [1, 32, 32, 3]).ClassName(0), (string)said["teacher"]!);
        JsonArray logits = Figure(said, "logits")["columns"]!.AsArray();
        for (int label = 0; label < 10; label++)
        {
            Assert.Equal(
                Enumerable.Range(0, 4).Select(step => (double)expected.Logits(0, step)[label]),
                logits[label + 1]!["values"]!.AsArray().Select(value => (double)value!));
        }

        double[] settled = [.. Figure(said, "settling")["columns"]!.AsArray().Skip(1).Select(column => (double)column!["values"]![3]!)];
        Assert.Contains(settled, one => Math.Abs(one - expected.Probabilities(0).Max()) < 1e-6);
        Assert.Equal(Energy(student, pixels), (double)Figure(said, "costs")["columns"]![1]!["values"]![0]!, 1e-12);
        Assert.NotNull(Figure(said, "raster-student"));
        Assert.StartsWith("data:image/png;base64,", (string)said["seen"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_teacher_outside_of_the_folder_is_not_looked_at()
    {
        await using WatchedPlace place = await Trained();
        Directory.Move(place.In("teacher"), place.Outside("teacher"));

        JsonObject said = await Try(place, "student", Picture(SKEncodedImageFormat.Png));

        Assert.Null(said["teacher"]);
        Assert.Contains("not among the runs", (string)Figure(said, "opinions")["caption"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_picture_is_too_large_or_has_no_network_is_refused_with_the_reason()
    {
        await using WatchedPlace place = await Trained();
        place.Write("untrained");

        (HttpStatusCode status, string text) = await Send(place, "student", "<script>alert(1)</script>"u8.ToArray());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("it is no", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(place, "student", [])).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(place, "student", Picture(SKEncodedImageFormat.Png)[..60])).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Send(place, "untrained", Picture(SKEncodedImageFormat.Png))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Send(place, "student", new byte[(16 << 20) + 1], ("Expect", "100-continue"))).Status);
    }

    [Fact]
    public void Nothing_is_computed_for_who_is_gone_or_without_the_memory()
    {
        using Engine engine = new(1);
        using Network network = Network.Create(engine, ResNet.Describe([1], width: 4, classes: 10), new Lif(), timesteps: 1000);
        network.TrainedOn = TrainedOn.Of(new Data.Synthetic { Train = 10, Test = 10 }.Open());
        using Images.Picture picture = Images.Picture.Open(Picture(SKEncodedImageFormat.Png));

        Assert.ThrowsAny<OperationCanceledException>(() => TriedNetwork.Of(network, picture, new CancellationToken(canceled: true)));
        string message = Assert.Throws<RunException>(() => TriedNetwork.RequireMemory(network, new Data.ImageShape(32, 32, 3), 1 << 20)).Message;
        Assert.Contains("in 1000 steps, but 1MB are left", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(4, 5)]
    [InlineData(5, 9)]
    [InlineData(8, 9)]
    public void Both_classes_that_the_teacher_is_surest_of_are_shown(int surest, int second)
    {
        TriedNetwork student = Tried(label => -label), teacher = Tried(label => label == surest ? 2 : label == second ? 1 : 0);

        Figure opinions = TrialFigures.Of(new TrialResult("student", student) { Teacher = teacher, TeacherName = "teacher" })[0];

        string[] shown = [.. Enumerable.Range(0, opinions.Table.Rows).Select(opinions.Table.Columns[0].Cell)];
        Assert.Equal(6, shown.Length);
        Assert.Equal("0", shown[0]);
        Assert.Contains($"{surest}", shown);
        Assert.Contains($"{second}", shown);
    }

    private static TriedNetwork Tried(Func<int, float> logit) => new(
        [.. Enumerable.Range(0, 10).Select(label => $"{label}")],
        [[.. Enumerable.Range(0, 10).Select(logit)]],
        Analyses.Picture.Of(1, 1, 1, (_, _, _) => 0))
    {
        Rasters = [],
        Rates = [],
        Operations = new OperationCount { Macs = 1, Acs = 1, Ops = 1 },
    };

    /// <summary>A picture with something in it.</summary>
    public static byte[] Picture(SKEncodedImageFormat format)
    {
        using SKBitmap bitmap = new(60, 40, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (int i = 0; i < 60 * 40; i++)
        {
            bitmap.SetPixel(i % 60, i / 60, new SKColor((byte)(i % 60 * 4), (byte)(i / 60 * 6), (byte)(i % 7 * 30)));
        }

        using SKData data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    private static double Energy(Network network, byte[] pixels)
    {
        FiringMonitor firing = new();
        using Tape tape = new(network.Engine, recording: false);
        Tensor image = tape.Allocate(new Shape(1, 32, 32, 3));
        network.TrainedOn!.Normalization.Apply(pixels, image.Values);
        network.Forward(tape, image, new ForwardOptions { Observer = firing });
        Dictionary<string, double> rates = firing.Rates.ToDictionary(layer => layer.Layer, layer => layer.Rate, StringComparer.Ordinal);
        return OperationCount.Of(network.Description, network.Dynamics, 32, 32, layer => rates[layer]).EnergyMillijoules;
    }

    private static async Task<WatchedPlace> Trained()
    {
        WatchedPlace place = await WatchedPlace.Open();
        TrainedRuns.Train(place.In("teacher"), place.In("student"));
        return place;
    }

    private static JsonObject Figure(JsonObject said, string id) => said["figures"]!.AsArray().Single(figure => (string)figure!["id"]! == id)!.AsObject();

    private static async Task<JsonObject> Try(WatchedPlace place, string run, byte[] picture)
    {
        (HttpStatusCode status, string text) = await Send(place, run, picture);
        Assert.True(status == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!.AsObject();
    }

    private static async Task<(HttpStatusCode Status, string Text)> Send(WatchedPlace place, string run, byte[] content, params (string, string)[] headers)
    {
        using ByteArrayContent body = new(content);
        return await place.Ask($"/api/try?run={run}", HttpMethod.Post, body, [Own, .. headers]);
    }
}
