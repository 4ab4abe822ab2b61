using SpikeDistill.Cli.Failures;
using SpikeDistill.Cli.Screen;
using SpikeDistill.Data;
using SpikeDistill.Images;
using SpikeDistill.Interop;
using SpikeDistill.Networks;
using SpikeDistill.Predictions;

namespace SpikeDistill.Cli.Predicting;

/// <summary>Shows images to a network and tells and writes what it says.</summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="network">The network.</param>
/// <param name="images">The images.</param>
/// <param name="names">What each image is called.</param>
internal sealed class PredictionSession(Terminal terminal, Network network, IImageSource images, Func<int, string> names)
{
    private const int MostShown = 50;

    private readonly List<PredictedImage> _kept = [];

    /// <summary>The files that are written.</summary>
    public required PredictionFiles Files { get; init; }

    /// <summary>Whether each image is told.</summary>
    public bool Tells { get; init; }

    /// <summary>Runs the network over all images.</summary>
    /// <param name="normalization">The constants that normalize them.</param>
    /// <param name="batchSize">Images at once.</param>
    /// <param name="json">Whether output is JSON lines.</param>
    /// <param name="token">Stops it; nothing is written then.</param>
    public void Run(PixelNormalization normalization, int batchSize, bool json, CancellationToken token)
        => WorkReport.Run(terminal, json, report =>
        {
            WithCsv(csv =>
            {
                if (Files.Logits is not { } logits)
                {
                    Prediction.Run(network, images, normalization, batchSize, Take, token);
                }
                else
                {
                    FileWriting.Guard(
                        logits,
                        PredictionFiles.LogitsOption,
                        () => Prediction.Write(network, images, normalization, logits, batchSize, Take, token));
                }

                void Take(int first, PredictedImages batch)
                {
                    for (int i = 0; i < batch.Count; i++)
                    {
                        bool kept = Tells && _kept.Count < Math.Max(MostShown, ContactSheet.MostPictures);
                        if (first + i == 0) csv?.WriteLine(PredictedImage.CsvHead(batch.Classes, batch.NameOf));
                        if (!kept && csv is null && !(Tells && json)) continue;

                        PredictedImage one = PredictedImage.Of(batch, i, names(first + i));
                        if (kept) _kept.Add(one);
                        foreach (string line in csv is null ? [] : one.Csv()) csv?.WriteLine(line);
                        if (Tells && json) terminal.WriteJson(one.Json());
                    }

                    report(new WorkStep("predicting", first + batch.Count, images.Count, WorkUnit.Images));
                }
            });
            return images.Count;
        });

    /// <summary>The table of what was said of the first images.</summary>
    public void Show()
    {
        int[] steps = [.. ShownSteps.Of(network.Settings.Timesteps)];
        ScreenTable table = new([
            ScreenColumn.Text("input"), ScreenColumn.Text("class", importance: 2),
            .. steps.Length == 1 ? [] : steps.Select(step => ScreenColumn.Text($"step {step}", importance: 1))]);
        foreach (PredictedImage image in _kept.Take(MostShown))
        {
            string[] each = steps.Length == 1 ? [] : [.. steps.Select(step => PredictedImage.Words(image.Steps[step - 1], image.NameOf))];
            table.Add([image.Input, PredictedImage.Words(image.Mean, image.NameOf), .. each]);
        }

        terminal.Show(table);
        if (images.Count > MostShown)
        {
            terminal.Say($"{Format.Count(images.Count - MostShown)} more are not shown; --csv writes all of them.");
        }
    }

    /// <summary>A contact sheet of the first pictures, where one is asked for.</summary>
    public void WriteSheet(Photographs? pictures)
    {
        if (Files.Sheet is not { } path || pictures is null) return;

        FileWriting.Guard(path, PredictionFiles.SheetOption, () => ContactSheet.Write(
            path,
            [.. _kept.Take(ContactSheet.MostPictures).Select((one, i) => pictures.Small(
                i, PredictedImage.Words(one.Mean, one.NameOf), Path.GetFileName(one.Input)))]));
    }

    private void WithCsv(Action<TextWriter?> work)
    {
        if (Files.Csv is not { } path)
        {
            work(null);
            return;
        }

        FileWriting.Guard(path, PredictionFiles.CsvOption, () => AtomicFile.Write(path, stream =>
        {
            using StreamWriter csv = new(stream, leaveOpen: true) { NewLine = "\r\n" };
            work(csv);
        }));
    }
}
