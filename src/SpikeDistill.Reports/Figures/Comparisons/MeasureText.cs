using SpikeDistill.Reports.Charts;

namespace SpikeDistill.Reports.Figures;

/// <summary>The measures of comparisons by their keys: what they are called, and how they are shown.</summary>
internal static class MeasureText
{
    private static readonly Dictionary<string, (string Name, bool Percent)> Known = new(StringComparer.Ordinal)
    {
        ["accuracy"] = ("accuracy", true),
        ["mean_step_accuracy"] = ("mean accuracy of the steps", true),
        ["averaging_gain"] = ("gain of averaging the steps", true),
        ["step_spread"] = ("best step minus worst step", true),
        ["negative_log_likelihood"] = ("cross-entropy, nats", false),
        ["calibration_error"] = ("calibration error", true),
        ["firing_rate"] = ("firing rate", true),
        ["layer_firing_rate"] = ("mean firing rate of the layers", true),
        ["energy_millijoules"] = ("energy of an image, mJ", false),
        ["acs"] = ("accumulates of an image", false),
        ["macs"] = ("multiply-accumulates of an image", false),
        ["ops"] = ("operations of an image", false),
        ["seconds_per_batch"] = ("seconds of a training step", false),
        ["train_accuracy"] = ("training accuracy", true),
        ["plain_train_accuracy"] = ("accuracy on the training images as they are", true),
        ["agreement"] = ("agreement with the teacher", true),
        ["accuracy_where_teacher_wrong"] = ("accuracy where the teacher is wrong", true),
        ["copy_rate"] = ("share of the teacher's errors that are copied", true),
    };

    /// <summary>What a measure is called; its key where nothing is known of it.</summary>
    public static string Name(string key) => Known.TryGetValue(key, out (string Name, bool Percent) known) ? known.Name : key.Replace('_', ' ');

    /// <summary>The axis of a measure.</summary>
    /// <param name="key">The measure's key.</param>
    /// <param name="what">What is said before its name, such as <c>difference in</c>.</param>
    public static Axis Axis(string key, string what = "")
    {
        bool percent = Known.TryGetValue(key, out (string Name, bool Percent) known) ? known.Percent : key.EndsWith("_accuracy", StringComparison.Ordinal);
        string title = what.Length == 0 ? Name(key) : $"{what} {Name(key)}";
        return new Axis(percent ? $"{title}, {(what.Length == 0 ? "%" : "points")}" : title, percent);
    }
}
