using System.Text.Json;
using SpikeDistill.Statistics;
using SpikeDistill.Training;

namespace SpikeDistill.Reports.Tests;

/// <summary>Folders as comparisons leave them.</summary>
internal static class TestComparisons
{
    private static readonly double[] Lambdas = [0, 0.001, 0.01, 0.1];

    /// <summary>Writes a comparison that varies λ at two temperatures, over three seeds.</summary>
    public static void Write(string folder)
    {
        var variants = Lambdas.SelectMany(_ => new[] { 1, 5 }, (lambda, temperature) => new
        {
            Name = $"lambda-{lambda}_temperature-{temperature}",
            Changes = $"objective.lambda={lambda}, objective.entropy_temperature={temperature}, data.augmentation=[crop, flip]",
            Measures = new Dictionary<string, SampleSummary>
            {
                ["accuracy"] = new(3, 0.5 + (lambda / temperature), 0.01),
                ["firing_rate"] = new(3, 0.2, 0.001),
            },
            Runs = Array.Empty<int>(),
        }).ToArray();
        Directory.CreateDirectory(folder);
        File.WriteAllText(
            Path.Combine(folder, "table.json"),
            JsonSerializer.Serialize(
                new
                {
                    Event = "comparison",
                    Name = "sweep",
                    Command = "spikedistill compare sweep.yaml",
                    Baseline = variants[0].Name,
                    Note = "three seeds",
                    Guessing = new[] { "The teacher big is not better than guessing." },
                    Teachers = new[] { new { Name = "big", Evaluation = new { Accuracy = 0.7 } } },
                    Variants = variants,
                    Differences = variants.Skip(1).Select(variant => new
                    {
                        Variant = variant.Name,
                        Measure = "accuracy",
                        Difference = PairedDifference.Of([0.5, 0.52, 0.55 + variant.Measures["accuracy"].Mean], [0.4, 0.5, 0.5]),
                    }),
                    Contrasts = new[] { new { Contrast = "effect", Measure = "accuracy", Difference = PairedDifference.Of([0.1, 0.2], [0, 0.05]) } },
                },
                Json.Indented));
        foreach (long seed in Enumerable.Range(0, 3))
        {
            string name = $"{variants[0].Name}-seed{seed}";
            TestRuns.Write(Path.Combine(folder, "runs", name), TestRuns.Student(variants[0].Name, seed, epochs: 3), TestRuns.Epochs(3, seed));
        }
    }

    /// <summary>Writes what a paper printed of two of its variants.</summary>
    public static void WritePrinted(string folder) => File.WriteAllText(
        Path.Combine(folder, "reference.json"),
        """
        {
          "entry": "paper/table-1", "title": "A paper's Table 1", "source": "A paper", "scale": "minutes", "comparability": "Only the order can be compared.",
          "cells": [
            {"row": "lambda-0_temperature-1", "measure": "accuracy", "paper": 0.9, "label": "the paper's first", "note": "printed", "paper_deviation": 0.02},
            {"row": "absent", "measure": "accuracy", "paper": 0.8, "label": "another", "note": null, "paper_deviation": null}
          ],
          "omitted": [{"row": "the largest", "why": "not run at the scale minutes"}]
        }
        """);
}
