using SpikeDistill.Options;

namespace SpikeDistill.Data;

/// <summary>
/// A data set that recipes can name: a record of its options, declared beside it (<see cref="Entry{TValue}"/>), that knows what it holds
/// and opens it.
/// </summary>
public abstract record DataSource : IDeclared<DataSource>
{
    /// <summary>Its name in recipes, for example <c>cifar10</c>.</summary>
    public virtual string Name => Declared.Name;

    /// <summary>Whether it is wherever an option says, and so is not known by its name alone.</summary>
    public virtual bool NeedsPath => false;

    /// <summary>Where its files are to be had, an address; null where nothing has to be got, or <see cref="DataFetcher"/> gets it.</summary>
    public virtual string? Home => null;

    Entry<DataSource> IDeclared<DataSource>.Declared => Declared;

    /// <summary>The name and options that recipes give it.</summary>
    protected abstract Entry<DataSource> Declared { get; }

    /// <summary>Refuses what no recipe could say.</summary>
    /// <exception cref="ArgumentException">An impossible option, or options that do not go together.</exception>
    public virtual void Check() => this.CheckOptions();

    /// <summary>What is known of it without reading its images.</summary>
    /// <exception cref="DataSetException">That has to be looked up in its files, and they are not there.</exception>
    public abstract DataSetInfo Describe();

    /// <summary>What is known of it without a look at any file, as it is built in or published; null, as by default, where its files alone say it.</summary>
    /// <exception cref="ArgumentException">Impossible options.</exception>
    public virtual DataSetInfo? Known() => null;

    /// <summary>Opens it and checks its files.</summary>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    /// <exception cref="ArgumentException">Impossible options.</exception>
    /// <exception cref="DataSetException">Its files are missing, unreadable or damaged.</exception>
    public ImageData Open(string? directory = null)
    {
        Check();
        return Read(directory) with { Key = Name, Source = this };
    }

    /// <summary>Whether its files are there. It does not check them; <see cref="Open"/> does. By default it needs none.</summary>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    public virtual bool IsPresent(string? directory = null) => true;

    /// <summary>Which of its files are there, by names and sizes alone; by default it needs none.</summary>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    public virtual DataSetStatus Status(string? directory = null) => new(Describe(), Folder: null, IsPresent: true, Problem: null);

    /// <summary>Reads and checks all of its files, as <see cref="Open"/> does, and keeps nothing.</summary>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    /// <returns>Whether there was a sum for each file; always true for a set without files.</returns>
    /// <exception cref="DataSetException">Its files are missing, unreadable or damaged.</exception>
    public virtual bool Verify(string? directory = null)
    {
        Open(directory);
        return true;
    }

    /// <summary>The images. The options are checked.</summary>
    /// <param name="directory">The folder with data sets; null means <see cref="DataRoot.Resolve(string?)"/> decides.</param>
    /// <exception cref="DataSetException">Its files are missing, unreadable or damaged.</exception>
    protected abstract ImageData Read(string? directory);
}
