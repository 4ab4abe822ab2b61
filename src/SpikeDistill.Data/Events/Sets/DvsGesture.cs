using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>
/// DVS128 Gesture (Amir et al., CVPR 2017): recordings in AEDAT 3.1, each of several gestures, beside each a list of where they begin and end, and
/// two lists of the recordings to train on and to test on.
/// </summary>
public sealed record DvsGesture : EventSource
{
    private static readonly string[] Gestures =
    [
        "hand clapping", "right hand wave", "left hand wave", "right arm clockwise", "right arm counter clockwise", "left arm clockwise",
        "left arm counter clockwise", "arm roll", "air drums", "air guitar", "other gestures",
    ];

    /// <summary>Makes it with frames that are kept: a recording is long, and a gesture a small part of it.</summary>
    public DvsGesture() => Cache = true;

    /// <summary>What recipes can say of it.</summary>
    public static Entry<DataSource> Entry { get; } = Entry<DataSource>.Of(
        "dvs-gesture",
        "DVS128 Gesture: 1,176 and 288 gestures of 29 people in 11 classes",
        OptionsOf(() => new DvsGesture()),
        source: "Amir et al., CVPR 2017");

    /// <inheritdoc/>
    public override string Home => "https://research.ibm.com/interactive/dvsgesture";

    /// <inheritdoc/>
    protected override Entry<DataSource> Declared => Entry;

    private protected override string Title => "DVS128 Gesture";

    private protected override string UsualFolder => "dvs-gesture";

    private protected override (int Classes, int Train, int Test)? Published => (11, 1176, 288);

    private protected override EventRecordings Look(string folder)
        => new(Gestures, GestureList.Read(folder, "trials_to_train.txt"), GestureList.Read(folder, "trials_to_test.txt"));
}
