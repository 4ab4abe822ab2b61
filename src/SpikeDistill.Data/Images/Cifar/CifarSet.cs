namespace SpikeDistill.Data;

/// <summary>One of the two CIFAR sets, from the official binary version or the one for Python.</summary>
public abstract record CifarSet : DataSource
{
    private protected CifarSet()
    {
    }

    /// <summary>Its files.</summary>
    private protected abstract CifarLayout Files { get; }

    /// <summary>The constants that its pixels are normalized with.</summary>
    private protected abstract PixelNormalization Constants { get; }

    /// <inheritdoc/>
    public override DataSetInfo Describe() => Files.Info(Name, Constants);

    /// <inheritdoc/>
    public override DataSetInfo Known() => Describe();

    /// <inheritdoc/>
    public override bool IsPresent(string? directory = null) => Files.IsPresent(DataRoot.Resolve(directory));

    /// <inheritdoc/>
    public override DataSetStatus Status(string? directory = null)
    {
        (CifarLayout form, string folder) = Files.Find(DataRoot.Resolve(directory));
        bool there = Directory.Exists(folder);
        return new DataSetStatus(Describe(), folder, there, there ? form.Problem(folder) : null);
    }

    /// <inheritdoc/>
    public override bool Verify(string? directory = null)
    {
        Open(directory);
        (CifarLayout form, string folder) = Files.Find(DataRoot.Resolve(directory));
        IReadOnlyDictionary<string, string> sums = FileSum.Read(folder);
        return form.Files.All(file => sums.ContainsKey(file.Name));
    }

    /// <inheritdoc/>
    protected override ImageData Read(string? directory)
        => new CifarReader(Files, [Cifar10.Layout, Cifar100.Layout]).Open(DataRoot.Resolve(directory), Constants);
}
