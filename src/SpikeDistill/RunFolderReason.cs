namespace SpikeDistill;

/// <summary>Why a place where a run is kept cannot be used.</summary>
public enum RunFolderReason
{
    /// <summary>A file is in the folder's place.</summary>
    IsFile,

    /// <summary>The folder holds something, and no run.</summary>
    NotEmpty,

    /// <summary>The folder holds a run already, where a new one was to be started.</summary>
    HoldsRun,

    /// <summary>The folder holds no run, or its recipe cannot be read.</summary>
    NoRun,

    /// <summary>The run is not finished, where epochs were to be added to a finished one.</summary>
    NotFinished,

    /// <summary>The run was started with other settings.</summary>
    OtherSettings,

    /// <summary>The run was started with another teacher.</summary>
    OtherTeacher,

    /// <summary>Another process is training in it.</summary>
    InUse,

    /// <summary>No process is training in it, where one was to be told something.</summary>
    NotTraining,

    /// <summary>The system does not let it be written, or there is no room.</summary>
    CannotBeWritten,

    /// <summary>The system does not let it be read.</summary>
    CannotBeRead,

    /// <summary>A file of it is not what it was when it was written.</summary>
    Damaged,
}
