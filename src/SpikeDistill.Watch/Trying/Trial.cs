using SpikeDistill.Catalogs;
using SpikeDistill.Images;
using SpikeDistill.Networks;
using SpikeDistill.Runs;
using SpikeDistill.Tensors;
using SpikeDistill.Watch.Runs;

namespace SpikeDistill.Watch.Trying;

/// <summary>Shows pictures to trained networks, one at a time; the networks that were asked last are kept.</summary>
internal sealed class Trial : IDisposable
{
    /// <summary>Bytes of the largest picture that is taken.</summary>
    public const int LargestPicture = 16 << 20;

    private const string NotHere = "Its teacher is not among the runs in the folder, so nothing is said of it.";

    private readonly Lock _lock = new();
    private readonly WatchedFolder _runs;
    private readonly Catalog _catalog;
    private readonly Engine _engine;
    private readonly TeacherSearch _teachers;
    private readonly LoadedNetwork _student = new(), _teacher = new();

    public Trial(WatchedFolder runs, Catalog catalog, int threads)
    {
        (_runs, _catalog, _engine) = (runs, catalog, new Engine(threads));
        _teachers = new TeacherSearch(runs, _engine, catalog);
    }

    /// <summary>Shows a picture to a run's network, and to its teacher where that is at hand.</summary>
    /// <param name="id">The run, which was found.</param>
    /// <param name="content">The picture's file.</param>
    /// <param name="token">Stops: nobody waits for the answer any more.</param>
    /// <exception cref="RunException">The network cannot be loaded, or takes no pictures.</exception>
    /// <exception cref="PictureException">The picture cannot be read.</exception>
    public TrialResult Show(string id, ReadOnlySpan<byte> content, CancellationToken token)
    {
        using Picture picture = Picture.Open(content);
        lock (_lock)
        {
            token.ThrowIfCancellationRequested();
            WatchedRun run = _runs.Run(id);
            TriedNetwork student = TriedNetwork.Of(Load(_student, run), picture, token);
            string? place = run.Timesteps is null ? null : _teachers.Of(run);
            TriedNetwork? teacher = place is null ? null : TriedNetwork.Of(Load(_teacher, _runs.Run(place)), picture, token);
            return new TrialResult(run.Name, student)
            {
                Teacher = teacher,
                TeacherName = place,
                WithoutTeacher = teacher is null && run.Timesteps is not null ? NotHere : null,
            };
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _student.Dispose();
            _teacher.Dispose();
            _engine.Dispose();
        }
    }

    private Network Load(LoadedNetwork kept, WatchedRun run)
    {
        string folder = _runs.FolderOf(run.Id);
        OwnFiles.Require(folder);
        return kept.Of($"{run.Id} {run.Stamp}", () => Checkpoint.LoadNetwork(folder, _engine, _catalog));
    }

    /// <summary>A network as long as it is asked for by the same key.</summary>
    private sealed class LoadedNetwork : IDisposable
    {
        private string? _key;
        private Network? _network;

        public Network Of(string key, Func<Network> load)
        {
            if (_key != key || _network is null)
            {
                Dispose();
                (_network, _key) = (load(), key);
            }

            return _network;
        }

        public void Dispose()
        {
            _network?.Dispose();
            _network = null;
        }
    }
}

/// <summary>What a student and its teacher make of a picture.</summary>
/// <param name="Name">The run.</param>
/// <param name="Student">What it makes of it.</param>
internal sealed record TrialResult(string Name, TriedNetwork Student)
{
    /// <summary>What its teacher does; null where it is not at hand.</summary>
    public TriedNetwork? Teacher { get; init; }

    /// <summary>The teacher's place.</summary>
    public string? TeacherName { get; init; }

    /// <summary>Why there is no teacher; null where there is one, or none was ever needed.</summary>
    public string? WithoutTeacher { get; init; }
}
