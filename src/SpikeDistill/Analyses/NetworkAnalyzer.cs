using SpikeDistill.Data;
using SpikeDistill.Networks;
using SpikeDistill.Networks.Nodes;
using SpikeDistill.Tensors;
using SpikeDistill.Tensors.Operations;
using SpikeDistill.Training;

namespace SpikeDistill.Analyses;

/// <summary>Looks at what a network makes of the images that a run is evaluated on. It changes nothing of the network.</summary>
public static class NetworkAnalyzer
{
    private const int BatchSize = 100;

    /// <summary>Analyzes a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The images.</param>
    /// <param name="settings">How much is looked at; null for the usual.</param>
    /// <param name="progress">Is told the images that are done.</param>
    /// <param name="token">Stops between batches.</param>
    public static NetworkAnalysis Analyze(
        Network network, ExperimentData data, AnalysisSettings? settings = null, Action<int>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        settings ??= new AnalysisSettings();
        BatchLoader batches = data.SomeEvaluationBatches(network.Engine, BatchSize, settings.Images);
        AnswerCounter answers = new(network.Settings.Classes, settings.SureErrors);
        FeatureCollector features = new(settings.EmbeddedImages);
        List<ImageInsight> insights = [];
        SpikeRecorder? spikes = null;
        MembraneTrace? membrane = null;
        int done = 0;
        foreach (Batch batch in batches.Epoch(0))
        {
            token.ThrowIfCancellationRequested();
            using Tape tape = new(network.Engine, recording: false);
            Tensor images = batch.ImagesIn(tape, network.Settings.Timesteps), shown = tape.ShownTo(images, batches.Normalization, network);
            NetworkOutput output = network.Forward(tape, shown, new ForwardOptions { KeepStageFeatures = true, Draws = SampleDraws.Fixed(batch.Indices) });
            answers.Add(tape.MeanOverTime(output.Logits), batch.CountedLabels, image => PictureOf(images, image, batches.Normalization));
            features.Add(tape, output.StageFeatures, batch.Labels);
            for (int image = 0; image < batch.Count && insights.Count < settings.Insights; image++)
            {
                Tensor one = tape.Slice(shown, batch.OverTime ? 1 : 0, image, 1);
                if (insights.Count == 0 && network.Dynamics.Spiking)
                {
                    spikes = new SpikeRecorder(settings.Neurons);
                    network.Forward(tape, one, new ForwardOptions { Observer = spikes });
                    membrane = MembraneRecorder.Record(network, tape, one);
                }

                insights.Add(InsightOf(network, one, batch.Labels[image], PictureOf(images, image, batches.Normalization), settings.Channels));
            }

            done += batch.Count;
            progress?.Invoke(done);
        }

        return new NetworkAnalysis
        {
            Split = data.EvaluationSplit,
            Images = done,
            ClassNames = data.Source.ClassNames,
            Confusion = answers.Confusion,
            Reliability = answers.Reliability,
            SureErrors = answers.SureErrors,
            Embedding = features.Embedding(token),
            Histogram = features.Histogram,
            Insights = insights,
            Rasters = spikes?.Rasters ?? [],
            Membrane = membrane,
        };
    }

    private static ImageInsight InsightOf(Network network, Tensor image, int label, Picture picture, int channels)
    {
        using Tape tape = new(network.Engine);
        ClassHeat heat = ClassHeat.Of(network, tape, image);
        return new ImageInsight(picture, label, heat.Given, heat.Picture(), heat.Largest(channels));
    }

    /// <summary>An image as it was before it was normalized; of frames, all their events.</summary>
    private static Picture PictureOf(Tensor images, int image, PixelNormalization constants)
    {
        if (images.Shape.Rank == 5)
        {
            return EventPicture.Of(images, image);
        }

        int height = images.Shape[1], width = images.Shape[2], channels = images.Shape[3];
        float[] pixels = images.Values.Slice(image * height * width * channels, height * width * channels).ToArray();
        return Picture.Of(
            height,
            width,
            channels,
            (row, column, channel) => (pixels[(((row * width) + column) * channels) + channel] * constants.Deviation[channel]) + constants.Mean[channel]);
    }
}
