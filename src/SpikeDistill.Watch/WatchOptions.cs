using System.Net;
using SpikeDistill.Catalogs;

namespace SpikeDistill.Watch;

/// <summary>What is watched, and from where.</summary>
public sealed record WatchOptions
{
    /// <summary>The port that is listened to unless another is named.</summary>
    public const int UsualPort = 6016;

    /// <summary>The folder with runs; nothing outside of it is read.</summary>
    public required string Folder { get; init; }

    /// <summary>The address that is listened to; any but this machine's own makes a token necessary.</summary>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for one that is free.</summary>
    public int Port { get; init; } = UsualPort;

    /// <summary>Threads that a network is tried with; 0 for one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>What recipes can name.</summary>
    public Catalog Catalog { get; init; } = Catalog.Default;
}
