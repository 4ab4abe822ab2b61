namespace SpikeDistill.Training;

/// <summary>What a <see cref="TrainingWarning"/> is about.</summary>
public enum TrainingWarningKind
{
    /// <summary>A layer never fires, and nothing passes it.</summary>
    SilentLayer,

    /// <summary>A layer always fires.</summary>
    SaturatedLayer,

    /// <summary>The mean loss of an epoch is below 0.</summary>
    NegativeLoss,

    /// <summary>The loss or a weight is no longer a number; the run ends.</summary>
    Diverged,

    /// <summary>The teacher is hardly better than guessing.</summary>
    WeakTeacher,

    /// <summary>The run was computed by another version or another width of vectors before.</summary>
    ComputedElsewhere,

    /// <summary>An entry of the cache of teachers' logits is damaged or cannot be read, and is computed anew.</summary>
    CacheUnread,

    /// <summary>Logits are not kept: those of the runs under way fill the cache's limit.</summary>
    CacheFull,

    /// <summary>Logits are not kept: another process is busy with the cache.</summary>
    CacheBusy,

    /// <summary>Logits are not kept: the cache's folder cannot be written.</summary>
    CacheUnwritable,

    /// <summary>A picture cannot be read and is left out.</summary>
    SkippedImage,

    /// <summary>The average of the weights still holds much of the initial ones when the run ends.</summary>
    SlowAverage,

    /// <summary>A teacher is given that no term of the objective reads.</summary>
    UnreadTeacher,
}
